// Package scenarios tells stories over the whole program: each file in stories is
// run through the HTTP API, on every tier, and reads as what people do.
//
// A story is a text archive whose comment is its script. It begins on Monday,
// 4 May 2026, at nine, in a new company in Germany, whose id is $tenant, whose name
// in addresses $slug, and whose owner's mail goes to $owner. Each line is one of
//
//	given NAME                 first what given/NAME.txt tells: things the story takes for granted
//	company NAME               there is another company of the same tier: $NAME, $NAME_slug and $NAME_owner
//	as ROLE                    from here on, act as a user of the main site with that role, by a token
//	operator NAME              from here on, act as an operator who runs Guildhall, by a token; their mail goes to $NAME
//	token VALUE                from here on, act by this token
//	browser NAME [OTHER]       from here on, act by what this browser has kept; a new one has nothing, or a copy of another's
//	get PATH                   ask; a path lies below the company unless it begins with /
//	post|patch|put|delete PATH [JSON|FORM]   do; If-Match is "*" unless "etag N" came before
//	with HEADER VALUE          send this header with the next request
//	key NAME                   send this Idempotency-Key with the next request
//	etag N                     send this version with the next request; etag none sends no If-Match
//	status CODE                the last answer had this status
//	problem CODE SLUG [POINTER]   the last answer was this problem
//	match .path VALUE          the last answer has this value there (JSON, or bare text)
//	contains .path VALUE       the last answer has a text there with this part, or a list with this member
//	count .path N              the last answer has a list of this length there
//	header NAME VALUE          the last answer had this header
//	save NAME .path            remember a value; $NAME stands for it from then on, $today for the day
//	letter NAME ADDRESS        remember the secret of the last letter that was sent to an address
//	letters N ADDRESS          so many letters with a secret were sent to an address since the story began
//	notices N ADDRESS          so many letters without a secret were sent to an address since the story began
//	link NAME ADDRESS          remember the path of the link in the last of those
//	schedule NAME              do what is done on this schedule, such as collaboration.round
//	code NAME SECRET           remember what an authenticator program with this secret shows now
//	events TYPE …              the last request told exactly this news, in this order, besides notifications
//	clock DURATION             let time pass: 36h, 8d
//
// A request that is refused must be followed by its status or its problem. Lines
// that begin with # are prose; what a request sends may be a form: name=value&other=more. A long body stands in a file of the archive:
// post orders < order.json.
package scenarios
