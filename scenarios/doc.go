// Package scenarios tells stories over the whole program: each file in stories is
// run through the HTTP API, on every tier, and reads as what people do.
//
// A story is a text archive whose comment is its script. It begins on Monday,
// 4 May 2026, at nine, in a new company in Germany. Each line is one of
//
//	given NAME                 first what given/NAME.txt tells: things the story takes for granted
//	as ROLE                    from here on, act as a user of the main site with that role
//	get PATH                   ask
//	post|patch|put|delete PATH [JSON]   do; If-Match is "*" unless "etag N" came before
//	key NAME                   send this Idempotency-Key with the next request
//	etag N                     send this version with the next request; etag none sends no If-Match
//	status CODE                the last answer had this status
//	problem CODE SLUG [POINTER]   the last answer was this problem
//	match .path VALUE          the last answer has this value there (JSON, or bare text)
//	contains .path VALUE       the last answer has a text there with this part, or a list with this member
//	count .path N              the last answer has a list of this length there
//	header NAME VALUE          the last answer had this header
//	save NAME .path            remember a value; $NAME stands for it from then on, $today for the day
//	events TYPE …              the last request told exactly this news, in this order
//	clock DURATION             let time pass: 36h, 8d
//
// A request that is refused must be followed by its status or its problem. Lines
// that begin with # are prose. A long body stands in a file of the archive:
// post orders < order.json.
package scenarios
