// Package cluster keeps the private PostgreSQL of a machine that names no database server of its own.
//
// The cluster lives in Guildhall's data folder and touches no other cluster of the machine:
//
//	guildhall.lock      held (flock) by the process that owns the cluster; names its pid
//	postgres/           PostgreSQL's data folder, made by initdb in postgres.new-* and then renamed
//	postgres.password   password of the superuser, mode 0600
//	postgres.json       port, socket folder and pid of the last start
//	run/                the unix socket, mode 0700; a short folder elsewhere when this path is too long
//	log/                PostgreSQL's log, a file for each day of the week
//
// PostgreSQL is a child process in a session of its own: Ctrl-C at the terminal reaches Guildhall alone, which drains
// and then stops PostgreSQL. (A supervisor that signals the whole process group must be told to signal the main process
// only, KillMode=mixed in systemd.) When Guildhall is killed, PostgreSQL stays behind and the next Start adopts it.
//
// PostgreSQL refuses to run as root. Started by root, it runs as the owner of the data folder, otherwise as the user
// postgres, otherwise as nobody; see lent for how that user reaches its files inside a folder that is closed to it.
package cluster
