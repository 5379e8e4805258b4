// Validjson reads standard input and fails unless it is one JSON document and
// nothing else. CI checks with it what the example programs print.
package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
)

func main() {
	data, err := io.ReadAll(os.Stdin)
	if err == nil {
		err = json.Unmarshal(data, new(json.RawMessage))
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "validjson:", err)
		os.Exit(1)
	}
	fmt.Printf("one JSON document of %d bytes\n", len(data))
}
