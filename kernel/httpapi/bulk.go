package httpapi

import (
	"encoding/json"
	"strconv"
	"strings"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/lib/problem"
	"github.com/guildhall/guildhall/lib/strictjson"
)

// bulkBody is the body of a bulk request.
type bulkBody struct {
	Atomic     bool            `json:"atomic"`
	Operations json.RawMessage `json:"operations"`
}

// bulkOperation is one operation as it is sent: a step is "step:confirm".
type bulkOperation struct {
	Op      string          `json:"op"`
	ID      *uuid.UUID      `json:"id"`
	Version *int64          `json:"version"`
	Body    json.RawMessage `json:"body"`
}

// bulk does many operations on records of one entity.
func (x *exchange) bulk(c entity.Call, p *entity.Plan) (entity.Answer, error) {
	var in bulkBody
	if err := strictjson.Decode(c.Body, "", &in, "atomic", "operations"); err != nil {
		return entity.Answer{}, err
	}
	var raw []json.RawMessage
	if err := json.Unmarshal(in.Operations, &raw); err != nil || len(raw) == 0 || len(raw) > entity.MaxBulk {
		return entity.Answer{}, problem.InvalidField("/operations", "invalid-count", "Must be a list of 1 to %d operations.", entity.MaxBulk)
	}
	ops := make([]entity.BulkOp, len(raw))
	var errs []error
	for i, text := range raw {
		var err error
		if ops[i], err = bulkOp(text, "/operations/"+strconv.Itoa(i)); err != nil {
			errs = append(errs, err)
		}
	}
	if err := problem.MergeInvalid(errs...); err != nil {
		return entity.Answer{}, err
	}
	c.Body = nil
	return x.api.cfg.Registry.Bulk(x.r.Context(), c, p, ops, in.Atomic)
}

// bulkOp reads one operation. A change of a record says which version it is about.
func bulkOp(text json.RawMessage, at string) (entity.BulkOp, error) {
	var in bulkOperation
	if err := strictjson.Decode(text, at, &in, "op", "id", "version", "body"); err != nil {
		return entity.BulkOp{}, err
	}
	op := entity.BulkOp{Op: in.Op, Body: in.Body}
	if verb, ok := strings.CutPrefix(in.Op, "step:"); ok {
		op.Op, op.Verb = "step", verb
	}
	var errs problem.Fields
	switch op.Op {
	case "create":
		if in.ID != nil || in.Version != nil {
			errs.Add(at, "readonly", "A new record is given neither id nor version.")
		}
		return op, errs.Err()
	case "update", "delete", "step":
	default:
		errs.Add(at+"/op", "invalid-choice", "Must be create, update, delete, or step: and a verb.")
		return op, errs.Err()
	}
	if in.ID == nil || *in.ID == uuid.Nil {
		errs.Add(at+"/id", "required", "Must say which record is meant.")
	} else {
		op.ID = *in.ID
	}
	if in.Version == nil || *in.Version < 1 {
		errs.Add(at+"/version", "required", "Must be the version of the record that you have seen.")
	} else {
		op.Version = *in.Version
	}
	return op, errs.Err()
}
