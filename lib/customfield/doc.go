// Package customfield checks the fields that a tenant has added to an entity by
// itself. Their values live in the column "custom" of the entity's own row.
package customfield
