// Package natstest gives tests a real NATS server of their own, built from its module.
package natstest
