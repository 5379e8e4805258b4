package integration

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"sync"
	"time"
)

const (
	minKey     = 32
	stateLife  = 10 * time.Minute
	nonceBytes = 16
	stateBytes = 8 + 8 + nonceBytes // agent, end, nonce; a MAC follows
)

// errState means that a state was not issued for this agent, has expired or was used
// before. It does not say which.
var errState = errors.New("integration: the state is not valid: start again")

// states issues the states of authorizations and accepts each once.
type states struct {
	key []byte

	mu   sync.Mutex
	used map[[nonceBytes]byte]time.Time // with the end of their validity
}

func (s *states) issue(agentID int64, now time.Time) string {
	data := make([]byte, stateBytes, stateBytes+sha256.Size)
	binary.BigEndian.PutUint64(data, uint64(agentID))
	binary.BigEndian.PutUint64(data[8:], uint64(now.Add(stateLife).Unix()))
	_, _ = rand.Read(data[16:]) // it never fails
	return base64.RawURLEncoding.EncodeToString(append(data, s.mac(data)...))
}

func (s *states) mac(data []byte) []byte {
	h := hmac.New(sha256.New, s.key)
	_, _ = h.Write([]byte("zendesk agent consent\x00")) // the key may sign other things
	_, _ = h.Write(data)
	return h.Sum(nil)
}

func (s *states) redeem(state string, agentID int64, now time.Time) error {
	raw, err := base64.RawURLEncoding.Strict().DecodeString(state)
	if err != nil || len(raw) != stateBytes+sha256.Size {
		return errState
	}
	data := raw[:stateBytes]
	end := time.Unix(int64(binary.BigEndian.Uint64(data[8:])), 0)
	if !hmac.Equal(raw[stateBytes:], s.mac(data)) || binary.BigEndian.Uint64(data) != uint64(agentID) || !now.Before(end) {
		return errState
	}
	nonce := [nonceBytes]byte(data[16:])
	s.mu.Lock()
	defer s.mu.Unlock()
	for known, end := range s.used {
		if !now.Before(end) {
			delete(s.used, known)
		}
	}
	if _, used := s.used[nonce]; used {
		return errState
	}
	if s.used == nil {
		s.used = make(map[[nonceBytes]byte]time.Time)
	}
	s.used[nonce] = end
	return nil
}
