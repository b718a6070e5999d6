// Building, searching and showing help.
#include "ui/help/help_window.h"

#include <QKeyEvent>
#include <QLineEdit>
#include <QListWidget>
#include <QTextBrowser>

#include "ui/help/help.h"
#include "ui/help/shortcuts.h"
#include "ui/theme/theme.h"
#include "ui/widgets/parts.h"

namespace unmask {

HelpWindow* HelpWindow::of(QWidget* window) {
  while (window->parentWidget() && window->parentWidget()->window() != window)
    window = window->parentWidget()->window();
  if (auto* found = window->findChild<HelpWindow*>("helpWindow")) return found;
  return new HelpWindow(window);
}

HelpWindow::HelpWindow(QWidget* window) : QDialog(window) {
  setObjectName("helpWindow");
  setWindowTitle(tr("Help"));
  auto* row = new QHBoxLayout(this);
  auto* left = new QVBoxLayout;
  search_ = new QLineEdit;
  search_->setObjectName("helpSearch");
  search_->setAccessibleName(tr("Search in help"));
  search_->setPlaceholderText(tr("Search"));
  search_->setClearButtonEnabled(true);
  search_->installEventFilter(this);
  list_ = new QListWidget;
  list_->setObjectName("helpList");
  list_->setAccessibleName(tr("Guides and terms"));
  list_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  left->addWidget(search_);
  left->addWidget(list_, 1);
  row->addLayout(left);
  auto* card = new QFrame;
  card->setProperty("card", true);
  auto* right = new QVBoxLayout(card);
  auto* top = new QHBoxLayout;
  back_ = iconButton("helpBack", "previous", tr("Back (Alt+Left)"));
  back_->setShortcut(QKeySequence("Alt+Left"));
  title_ = label({}, "title", true);
  title_->setObjectName("helpPageTitle");
  top->addWidget(back_);
  top->addWidget(title_, 1);
  right->addLayout(top);
  text_ = new QTextBrowser;
  text_->setObjectName("helpPage");
  text_->setAccessibleName(tr("Explanation"));
  text_->setProperty("reading", true);
  text_->setFrameShape(QFrame::NoFrame);
  text_->setOpenLinks(false);
  right->addWidget(text_, 1);
  row->addWidget(card, 1);
  connect(search_, &QLineEdit::textChanged, this, &HelpWindow::fill);
  connect(list_, &QListWidget::currentItemChanged, this, [this](QListWidgetItem* item) {
    const QString name = item ? item->data(Qt::UserRole).toString() : QString();
    if (!name.isEmpty() && name != shown_) present(name);
  });
  connect(back_, &QPushButton::clicked, this, [this] {
    if (path_.size() < 2) return;
    path_.removeLast();
    open(path_.takeLast());
  });
  connect(text_, &QTextBrowser::anchorClicked, this, [this](const QUrl& link) {
    const QString target = helpTarget(link);
    if (!target.isEmpty()) open(target);
  });
  connect(&theme(), &Theme::changed, this, &HelpWindow::applyScale);
  applyScale();
  fill();
}

void HelpWindow::applyScale() {
  const int margin = theme().px(kSpaceM);
  layout()->setContentsMargins(margin, margin, margin, margin);
  layout()->setSpacing(margin);
  list_->setFixedWidth(theme().px(230));
  search_->setFixedWidth(theme().px(230));
  if (!shown_.isEmpty()) showText();
}

void HelpWindow::showText() {
  presentMarkdown(text_, helpText(shown_).section('\n', 1).trimmed(), 14);
  // The keys are those that the window really has.
  if (shown_ == "guide-keyboard") appendShortcuts(text_->document(), shortcutsOf(parentWidget()));
}

// The list: what matches all words that were typed, in title or text.
void HelpWindow::fill() {
  const QStringList words = search_->text().split(' ', Qt::SkipEmptyParts);
  const auto matches = [&](const QString& name) {
    const QString text = helpText(name);
    for (const QString& word : words)
      if (!text.contains(word, Qt::CaseInsensitive)) return false;
    return true;
  };
  const QSignalBlocker quiet(list_);
  list_->clear();
  const auto group = [&](const QString& heading, const QStringList& names) {
    QStringList found;
    for (const QString& name : names)
      if (matches(name)) found << name;
    if (found.isEmpty()) return;
    auto* head = new QListWidgetItem(heading, list_);
    head->setFlags(Qt::NoItemFlags);
    head->setFont(theme().font(12, QFont::DemiBold));
    for (const QString& name : found) {
      auto* item = new QListWidgetItem(helpTitle(name), list_);
      item->setData(Qt::UserRole, name);
      if (name == shown_) list_->setCurrentItem(item);
    }
  };
  group(tr("Guides"), helpGuides());
  group(tr("Terms"), helpTerms());
  if (list_->count() == 0) {
    auto* none = new QListWidgetItem(tr("Nothing found"), list_);
    none->setFlags(Qt::NoItemFlags);
  }
}

void HelpWindow::open(const QString& name) {
  const QString wanted = !name.isEmpty() ? name : shown_.isEmpty() ? helpGuides().front() : shown_;
  if (helpText(wanted).isEmpty()) return;
  if (!isVisible()) {
    const QSize screen = parentWidget()->size();
    resize(std::min(theme().px(900), screen.width()), std::min(theme().px(620), screen.height()));
    show();
  }
  raise();
  activateWindow();
  if (!search_->text().isEmpty()) search_->clear();
  present(wanted);
  const QSignalBlocker quiet(list_);
  for (int i = 0; i < list_->count(); ++i)
    if (list_->item(i)->data(Qt::UserRole).toString() == wanted) list_->setCurrentRow(i);
}

void HelpWindow::present(const QString& name) {
  shown_ = name;
  path_ << name;
  back_->setEnabled(path_.size() > 1);
  title_->setText(helpTitle(name));
  showText();
}

// The arrows choose in the list while the person types.
bool HelpWindow::eventFilter(QObject* watched, QEvent* event) {
  if (watched == search_ && event->type() == QEvent::KeyPress) {
    const int key = static_cast<QKeyEvent*>(event)->key();
    if (key == Qt::Key_Down || key == Qt::Key_Up) {
      int row = list_->currentRow();
      do {
        row += key == Qt::Key_Down ? 1 : -1;
      } while (row >= 0 && row < list_->count() &&
               !(list_->item(row)->flags() & Qt::ItemIsSelectable));
      if (row >= 0 && row < list_->count()) list_->setCurrentRow(row);
      return true;
    }
  }
  return QDialog::eventFilter(watched, event);
}

}  // namespace unmask
