package leave

// Target is a mapping document.
type Target struct {
	Title string
	Notes []string
}
type Owners struct{}
type Crosswalk struct{}
type SetupItem struct{}
