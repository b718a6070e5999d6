// Numbers as text, and letters, that are the same under every locale.
//
// printf and strtod follow LC_NUMERIC ("0,5"), tolower and isalpha LC_CTYPE (in Turkish the small I
// is no i). What is written to a file, a command or the terminal is read elsewhere, so none of it
// may follow them.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace unmask {

// LC_NUMERIC "C" for this process, whatever libraries call printf. To be called after
// QCoreApplication is made, which takes over the environment's locale.
void keepNumbersPlain();

// The shortest text that reads back as this very number: "0.003", "1e-05", "1000000".
std::string exactly(double value);
// "3.469": so many digits after the point.
std::string withDecimals(double value, int digits);
// Rounded to so many digits that count: 0.0007967 to three is 0.000797. Zero and what is not finite
// stay.
double roundedTo(double value, int digits);
// The number that the whole text is, as exactly() and JSON write numbers.
std::optional<double> numberIn(std::string_view text);

// Of ASCII alone; the bytes of other characters stay as they are.
char lowered(char);
std::string lowered(std::string text);
bool isAsciiLetterOrDigit(char);

}  // namespace unmask
