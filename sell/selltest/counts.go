package selltest

// Counts returns how many records the server keeps of each kind, by the name
// that [Server.Records] takes. Kinds that lie below a record count as one.
func (s *Server) Counts() map[string]int {
	s.mu.Lock()
	defer s.mu.Unlock()
	counts := make(map[string]int, len(s.resources))
	for kind, res := range s.resources {
		counts[kind] = res.table.Len()
	}
	return counts
}
