// Package load drives an HTTP server from many keep-alive connections and says how
// it bore it.
//
// The loop is closed: every connection sends its next request when the answer to
// its last one has come. Requests are written as bytes and answers are read no
// further than HTTP demands, so that on a machine that runs the server as well the
// generator takes little of the time that is to be measured.
//
//	crowd, err := load.Open(ctx, "127.0.0.1:9000", 16)
//	defer crowd.Close()
//	result, err := crowd.Run(ctx, 2*time.Second, func(dst []byte, _ int) []byte {
//		return load.Get(dst, "/orders/1", "Authorization: Bearer x")
//	})
package load
