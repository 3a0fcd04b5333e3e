package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
)

// leastHits is the share of cacheable reads that the server must answer without the
// database.
const leastHits = 0.85

// readings are the counts of the server's caches: by cache, by result.
type readings map[string]map[string]float64

// caches is what is told of the server's caches. A cacheable read is a question of
// the server to one of its caches: which tenant is meant, who acts, by which token an
// operator does. Every request asks at least two of them; records, stock and money
// are never cached, and reads of them are not counted here.
type caches struct {
	Reads float64            `json:"cacheable_reads"`
	Hits  float64            `json:"hits"` // answered from memory or Redis, without waiting for the database
	Ratio float64            `json:"hit_ratio"`
	By    map[string]float64 `json:"hit_ratio_by_cache"`
}

// since tells what the caches were asked between two readings.
func (r readings) since(before readings) caches {
	c := caches{By: map[string]float64{}}
	for name, results := range r {
		var reads, hits float64
		for result, n := range results {
			if was := before[name][result]; was <= n { // otherwise the server has begun anew
				n -= was
			}
			reads += n
			if result == "hit" || result == "stale" || result == "shared" {
				hits += n
			}
		}
		if reads > 0 {
			c.By[name] = hits / reads
		}
		c.Reads, c.Hits = c.Reads+reads, c.Hits+hits
	}
	if c.Reads > 0 {
		c.Ratio = c.Hits / c.Reads
	}
	return c
}

// readCaches reads how the server's caches were asked so far.
func (s settings) readCaches(ctx context.Context) (readings, error) {
	a := s.api("", s.token)
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, a.base+"/metrics", http.NoBody)
	if err != nil {
		return nil, fmt.Errorf("read the metrics: %w", err)
	}
	request.Header.Set("Authorization", "Bearer "+s.token)
	response, err := a.client.Do(request)
	if err != nil {
		return nil, fmt.Errorf("read the metrics: %w", err)
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("read the metrics: %s", response.Status)
	}
	return parseReadings(response.Body)
}

// parseReadings finds the counts of caches in the text format of Prometheus.
func parseReadings(text io.Reader) (readings, error) {
	found := readings{}
	lines := bufio.NewScanner(text)
	for lines.Scan() {
		line, ours := strings.CutPrefix(lines.Text(), `guildhall_cache_requests_total{cache="`)
		if !ours {
			continue
		}
		name, rest, _ := strings.Cut(line, `",result="`)
		result, count, whole := strings.Cut(rest, `"} `)
		n, err := strconv.ParseFloat(count, 64)
		if !whole || err != nil {
			return nil, fmt.Errorf("read the metrics: %q", lines.Text())
		}
		if found[name] == nil {
			found[name] = map[string]float64{}
		}
		found[name][result] = n
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("read the metrics: %w", err)
	}
	return found, nil
}
