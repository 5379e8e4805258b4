package supporttest

// Counts returns how many records the server keeps of each kind, by the name
// that [Server.Records] takes.
func (s *Server) Counts() map[string]int {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.finishDueJobs(s.options.clock().UTC())
	counts := make(map[string]int, len(s.tables))
	for kind, t := range s.tables {
		counts[kind] = t.Len()
	}
	return counts
}
