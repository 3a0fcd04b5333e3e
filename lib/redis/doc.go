// Package redis is the connection to the Redis that the processes of one
// installation share, when there are several. What it holds is counted or cached:
// losing it costs time or a little accuracy, never truth, so whoever asks can go on
// without an answer and must.
package redis
