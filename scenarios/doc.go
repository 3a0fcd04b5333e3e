// Package scenarios tells stories over the whole program: each file in stories is
// run through the HTTP API, on every tier, and reads as what people do.
//
// A story is a text archive whose comment is its script. Each line is one of
//
//	as ROLE                    from here on, act as a user with that role
//	get PATH                   ask
//	post|patch|put|delete PATH [JSON]   do; If-Match is "*" unless "etag N" came before
//	key NAME                   send this Idempotency-Key with the next request
//	etag N                     send this version with the next request
//	status CODE                the last answer had this status
//	problem CODE SLUG [POINTER]   the last answer was this problem
//	match .path VALUE          the last answer has this value there (JSON, or bare text)
//	count .path N              the last answer has a list of this length there
//	save NAME .path            remember a value; $NAME stands for it from then on
//	events TYPE …              the last request told exactly this news, in this order
//	clock DURATION             let time pass: 36h, 8d
//
// Lines that begin with # are prose. A long body stands in a file of the archive:
// post orders < order.json.
package scenarios
