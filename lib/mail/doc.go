// Package mail sends letters by e-mail: through a server that speaks SMTP, through
// Resend's API, or into a folder, where they can be looked at.
//
// A [Sender] takes one [Message] to one address. What goes wrong is of four sorts,
// since each is to be answered in another way: [ErrDown] is the fault of neither
// letter nor address, so everything waits; [ErrRecipient] and [ErrMessage] are final;
// any other error may be gone when the same letter is tried again. A letter keeps its
// Message-ID from attempt to attempt, so that one that was sent twice can be told to
// be the same.
//
// [Verify] proves that a report about a letter comes from the provider.
package mail
