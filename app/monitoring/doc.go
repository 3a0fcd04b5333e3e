// Package monitoring is what operators see of the installation's health and alerts,
// over HTTP.
package monitoring
