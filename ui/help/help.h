// Offline help: every term has one short explanation in resources/help/<term>.md, opened by the
// question mark beside the term.
#pragma once

#include <QString>

class QToolButton;
class QWidget;

namespace unmask {

// A question mark that opens the explanation of `term`; objectName "help.<term>".
QToolButton* helpMark(const QString& term);

// The explanation as Markdown, first line "# Title"; empty for a term without one.
QString helpText(const QString& term);

// Opens the explanation in a small pane below `near`; Esc or a click elsewhere closes it.
void showHelp(const QString& term, QWidget* near);

}  // namespace unmask
