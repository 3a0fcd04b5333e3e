package public

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"time"

	"github.com/guildhall/guildhall/domain/communications"
	"github.com/guildhall/guildhall/domain/sales"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/httpapi"
	"github.com/guildhall/guildhall/lib/problem"
)

// survey is a question as programs see it.
type survey struct {
	Company  string    `json:"company" doc:"Who asks."`
	Order    string    `json:"order" doc:"The number of the order that it is about." example:"SO-2026-00042"`
	Placed   string    `json:"placed" doc:"The day of the order, as the client's language writes it."`
	Language string    `json:"language" doc:"The client's." example:"de"`
	Score    *int      `json:"score" doc:"What was answered, from 0 to 10; null for nothing yet."`
	Comment  string    `json:"comment"`
	Expires  time.Time `json:"expires_at" doc:"Until then it can be answered, and the answer be changed."`
}

// answer is what a client says.
type answer struct {
	Score   int    `json:"score" minimum:"0" maximum:"10" doc:"How likely is it that they would recommend the company? 0: not at all; 10: in any case."`
	Comment string `json:"comment,omitempty" maxLength:"5000"`
}

func surveyOf(q sales.Question) survey {
	return survey{
		Company: q.House.Name, Order: q.Order, Placed: q.Placed, Language: q.Language, Score: q.Score, Comment: q.Comment, Expires: q.Expires,
	}
}

func (d door) surveyAPI(api *httpapi.API) error {
	const path = "/api/public/surveys/{token}"
	page := func(method string) httpapi.Operation {
		return pageAt(method, communications.SurveyPage+"{token}", "Shows a survey, and takes what is answered.")
	}
	return errors.Join(
		httpapi.RegisterJSON(api, operation("publicSurveyGet", http.MethodGet, path, "Shows the survey of a link."), d.getSurvey),
		httpapi.RegisterJSON(api, operation("publicSurveyAnswer", http.MethodPost, path, "Answers the survey of a link, or changes the answer."), d.answerSurvey),
		api.Handle(page(http.MethodGet), d.showSurvey),
		api.Handle(page(http.MethodPost), d.takeSurvey),
	)
}

// ask returns what the link of a survey shows.
func (d door) ask(ctx context.Context, r httpapi.Request) (sales.Question, error) {
	return visit[sales.Question]{text: r.HTTP.PathValue("token"), do: sales.QuestionOf}.make(ctx, d, r.Origin)
}

// reply keeps what a client says.
func (d door) reply(ctx context.Context, r httpapi.Request, given sales.Reply) (sales.Question, error) {
	return visit[sales.Question]{
		text: r.HTTP.PathValue("token"), change: true,
		do: func(ctx context.Context, tx *entity.Tx, digest [32]byte) (sales.Question, error) {
			return sales.AnswerByLink(ctx, tx, digest, given)
		},
	}.make(ctx, d, r.Origin)
}

func (d door) getSurvey(ctx context.Context, r httpapi.Request, _ httpapi.None) (survey, error) {
	q, err := d.ask(ctx, r)
	return surveyOf(q), err
}

func (d door) answerSurvey(ctx context.Context, r httpapi.Request, in answer) (survey, error) {
	q, err := d.reply(ctx, r, sales.Reply{Score: in.Score, Comment: in.Comment})
	return surveyOf(q), err
}

// scale is a question with the scores to choose from.
type scale struct {
	sales.Question

	Company string
	Scores  []score
}

type score struct {
	Value  int
	Chosen bool
}

func scaleOf(q sales.Question) scale {
	s := scale{Question: q, Company: q.House.Name}
	for n := range 11 {
		s.Scores = append(s.Scores, score{Value: n, Chosen: q.Score != nil && *q.Score == n})
	}
	return s
}

func (d door) showSurvey(w http.ResponseWriter, r httpapi.Request) error {
	q, err := d.ask(r.HTTP.Context(), r)
	if err != nil {
		return d.sorry(w, r.HTTP, err)
	}
	return d.show(w, http.StatusOK, "survey", view{Language: q.Language, House: q.House, With: scaleOf(q)})
}

// takeSurvey takes the form of the page.
func (d door) takeSurvey(w http.ResponseWriter, r httpapi.Request) error {
	sent, err := form(w, r.HTTP)
	if err != nil {
		return err
	}
	given := sales.Reply{Comment: sent.Get("comment")}
	if given.Score, err = strconv.Atoi(sent.Get("score")); err != nil {
		given.Score = -1 // none, which the survey refuses
	}
	q, err := d.reply(r.HTTP.Context(), r, given)
	if refused, is := errors.AsType[*problem.Problem](err); is && refused.Type == "invalid" {
		if q, err = d.ask(r.HTTP.Context(), r); err == nil {
			q.Comment = given.Comment
			return d.show(w, http.StatusUnprocessableEntity, "survey", view{Language: q.Language, House: q.House, With: scaleOf(q), Wrong: "score"})
		}
	}
	if err != nil {
		return d.sorry(w, r.HTTP, err)
	}
	return d.show(w, http.StatusOK, "survey", view{Language: q.Language, House: q.House, With: scaleOf(q), Done: true})
}
