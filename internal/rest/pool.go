package rest

import (
	"bytes"
	"sync"
	"sync/atomic"
)

// pool lends buffers. One stays for good, so that a program that reads page after
// page keeps its own; the others are the garbage collector's.
type pool struct {
	spare atomic.Pointer[bytes.Buffer]
	more  sync.Pool
}

// maxPooled keeps one huge response from being held on to.
const maxPooled = 2 << 20

func (p *pool) get() *bytes.Buffer {
	if buf := p.spare.Swap(nil); buf != nil {
		return buf
	}
	if buf, ok := p.more.Get().(*bytes.Buffer); ok {
		return buf
	}
	return new(bytes.Buffer)
}

func (p *pool) put(buf *bytes.Buffer) {
	if buf.Cap() > maxPooled {
		return
	}
	buf.Reset()
	if !p.spare.CompareAndSwap(nil, buf) {
		p.more.Put(buf)
	}
}
