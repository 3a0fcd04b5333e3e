// Command guildhall runs the platform and the operator's commands.
package main
