// Characters that leave no ink, or change the direction of what follows: their marks and names.
#pragma once

#include <QString>
#include <QStringView>
#include <vector>

namespace unmask {

// The mark that stands for an invisible character: "·" (and a place to break) for a space, "⇥",
// "⏎", "[U+200B]" for most; empty for a visible one.
QString invisibleMark(char32_t);
// "no-break space", "U+200B zero-width space", "U+0007"; a visible one in quotes.
QString characterName(char32_t);
// Embeddings, overrides and isolates: they reorder what is around them, so that a text reads as it
// is not. Always drawn as marks.
bool reordersText(char32_t);

// A text as it is shown, and where in the true text each part of it stands. Positions and lengths
// are in UTF-16. Between two marks both texts are the same.
struct ShownText {
  struct Mark {
    qsizetype shown, length;         // in `text`
    qsizetype source, sourceLength;  // what it stands for
  };
  QString text, source;
  std::vector<Mark> marks;  // ascending

  qsizetype sourceOf(qsizetype shown) const;
  qsizetype shownOf(qsizetype source) const;
};

// With `all`, every invisible character is marked; else only what reorders text or would be lost in
// showing it. A newline keeps its line end behind its mark.
ShownText shownText(const QString& source, bool all);
// One line for lists and labels: line ends and tabs become spaces, other invisible ones marks.
QString oneLine(const QString& source);

}  // namespace unmask
