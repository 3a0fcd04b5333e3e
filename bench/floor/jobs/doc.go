// Package jobs is the floor under the queue of jobs: plain River, with as many
// workers and connections, and nothing that says whose a job is.
package jobs
