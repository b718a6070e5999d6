// Finding the texts of help, and the question marks that open them.
#include "ui/help/help.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QTextBlock>
#include <QTextBrowser>
#include <QToolButton>
#include <QUrl>
#include <algorithm>

#include "ui/help/help_pane.h"
#include "ui/shell/languages.h"
#include "ui/theme/theme.h"
#include "ui/widgets/parts.h"

namespace unmask {

namespace {

class HelpWords {
  Q_DECLARE_TR_FUNCTIONS(help)
};

const QString kFolder = QStringLiteral(":/unmask/help/");

}  // namespace

QString helpText(const QString& term) {
  for (const QString& folder : {kFolder + spokenLanguage() + '/', kFolder}) {
    QFile file(folder + term + ".md");
    if (file.open(QIODevice::ReadOnly)) return QString::fromUtf8(file.readAll());
  }
  return {};
}

QString helpTitle(const QString& term) {
  return helpText(term).section('\n', 0, 0).mid(2).trimmed();
}

QStringList helpTerms() {
  QStringList terms;
  for (const QString& name : QDir(kFolder).entryList({"*.md"}, QDir::Files))
    if (!name.startsWith("guide-")) terms << name.chopped(3);
  std::sort(terms.begin(), terms.end(), [](const QString& a, const QString& b) {
    return helpTitle(a).localeAwareCompare(helpTitle(b)) < 0;
  });
  return terms;
}

QStringList helpGuides() {
  return {"guide-first-steps", "guide-data", "guide-files",   "guide-pretext",
          "guide-train",       "guide-runs", "guide-keyboard"};
}

QString helpTarget(const QUrl& link) {
  if (link.scheme() == "term") return link.path();
  if (link.scheme() == "guide") return "guide-" + link.path();
  return {};
}

QToolButton* helpMark(const QString& term) {
  auto* mark = new QToolButton;
  mark->setObjectName("help." + term);
  mark->setProperty("help", true);
  mark->setText("?");
  mark->setFocusPolicy(Qt::TabFocus);
  mark->setCursor(Qt::PointingHandCursor);
  mark->setAccessibleName(HelpWords::tr("What is this: %1?").arg(helpTitle(term)));
  mark->setToolTip(mark->accessibleName());
  QObject::connect(mark, &QToolButton::clicked, mark, [mark, term] { showHelp(term, mark); });
  return mark;
}

void showHelp(const QString& term, QWidget* near) {
  HelpPane::open(near)->showTerm(term);
}

bool showHelpFor(QWidget* focus) {
  for (QWidget* w = focus; w && !w->isWindow(); w = w->parentWidget()) {
    if (w->property("help").toBool()) {
      showHelp(w->objectName().section('.', 1), w);
      return true;
    }
    if (!w->whatsThis().isEmpty()) {
      HelpPane::open(w)->showText(w->accessibleName(), w->whatsThis());
      return true;
    }
    if (!qobject_cast<Card*>(w)) continue;
    for (QToolButton* mark : w->findChildren<QToolButton*>())
      if (mark->property("help").toBool() && mark->isVisible()) {
        showHelp(mark->objectName().section('.', 1), mark);
        return true;
      }
  }
  return false;
}

void presentMarkdown(QTextBrowser* browser, const QString& markdown, double pixelsAt100) {
  QTextDocument* document = browser->document();
  document->setDefaultFont(theme().font(pixelsAt100));
  browser->setMarkdown(markdown);
  QTextCursor cursor(document);
  for (QTextBlock block = document->begin(); block.isValid(); block = block.next()) {
    cursor.setPosition(block.position());
    QTextBlockFormat format = block.blockFormat();
    format.setLineHeight(135, QTextBlockFormat::ProportionalHeight);
    if (block.blockFormat().headingLevel() == 0 && !block.textList())
      format.setBottomMargin(theme().px(kSpaceS));
    cursor.setBlockFormat(format);
  }
  cursor.movePosition(QTextCursor::Start);
  browser->setTextCursor(cursor);
}

}  // namespace unmask
