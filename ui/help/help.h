// Offline help: every term has one short explanation in resources/help/<term>.md, opened by the
// question mark beside the term; guides are resources/help/guide-<name>.md. Texts link to each
// other with [words](term:<term>) and [words](guide:<name>). resources/help/<language>/ holds the same
// names in another language; a text that is missing there is shown in English.
#pragma once

#include <QString>
#include <QStringList>

class QTextBrowser;
class QToolButton;
class QUrl;
class QWidget;

namespace unmask {

// A question mark that opens the explanation of `term`; objectName "help.<term>".
QToolButton* helpMark(const QString& term);

// The explanation as Markdown in the window's language, first line "# Title"; empty for a term
// without one.
QString helpText(const QString& term);
QString helpTitle(const QString& term);  // without the "# "
QStringList helpTerms();                 // without the guides, by title
QStringList helpGuides();                // "guide-first-steps", ... in reading order
QString helpTarget(const QUrl& link);    // the term or guide that a text's link leads to, or ""

// Opens the explanation in a small pane below `near`; Esc or a click elsewhere closes it.
void showHelp(const QString& term, QWidget* near);
// F1: what is known of `focus`: the term of a mark beside it, what its setting means; false where
// there is nothing.
bool showHelpFor(QWidget* focus);

// Fills `browser` with a text of ours: type, spacing and links as in the window.
void presentMarkdown(QTextBrowser* browser, const QString& markdown, double pixelsAt100);

}  // namespace unmask
