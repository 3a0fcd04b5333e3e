package driver

import (
	"encoding/json"
	"fmt"
	"io"
)

// Conclude prints what a program has found, as JSON, and returns the status with which
// it ends: 0 when all is well, 1 when it is not, or nobody can be told.
func Conclude(out, errs io.Writer, program string, found any, ok bool) int {
	encoder := json.NewEncoder(out)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(found); err != nil {
		fmt.Fprintf(errs, "%s: %v\n", program, err)
		return 1
	}
	if !ok {
		return 1
	}
	return 0
}
