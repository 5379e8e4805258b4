// Package match recognises people across the two products: it compares e-mail
// addresses and phone numbers, and looks people up in Sell.
//
// There are two ways to look people up in Sell. Search takes all keys in one request and
// compares normalised phone numbers, but its index lags behind writes and not every plan
// includes it. Lists take one key per request and compare what was typed. So Search is
// used to find records, but never to decide that there are none.
package match
