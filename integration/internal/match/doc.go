// Package match says who of one product is who in the other: it compares e-mail
// addresses and phone numbers, and looks people up in Sell.
//
// Sell can be asked in two ways. Its Search takes all keys in one request and
// compares numbers in their normalised form, but sees writes some time late and
// is not part of every plan. Its lists take one key a request and compare what
// was typed. So Search finds, and never decides that there is nothing.
package match
