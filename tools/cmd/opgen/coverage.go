package main

type officialFile struct{}

func official(path string, pkgs []*pkg) (*officialFile, error) { return &officialFile{}, nil }
func (*officialFile) note() string                            { return "" }
func page(pkgs []*pkg, o *officialFile, old []byte) []byte    { return nil }
