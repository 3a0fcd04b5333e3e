// Package background is what the program does when nobody waits for it: the jobs
// that transactions asked for, and what is done again and again on schedules. All
// of it is worked by one queue, whose database the enterprise keeps beside its own.
//
// A job of a tenant is told to the queue by its id; what it is to do stands in the
// event that asked for it, among the tenant's rows. Something on a schedule becomes
// a job, too, each time that it is due.
package background
