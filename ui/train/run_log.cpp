// Showing the log.
#include "ui/train/run_log.h"

#include <QClipboard>
#include <QFile>
#include <QGuiApplication>
#include <QPlainTextEdit>
#include <QScrollBar>

#include "ui/theme/theme.h"
#include "ui/widgets/job_runner.h"
#include "ui/widgets/parts.h"
#include "ui/widgets/words.h"

namespace unmask {

namespace {

constexpr qint64 kEnd = 128 << 10;  // bytes
constexpr int kAgainMs = 1500;

}  // namespace

RunLog::RunLog(const std::filesystem::path& log, QWidget* parent)
    : Dialog("runLogDialog", tr("Log of the run"), parent), path_(log) {
  setAttribute(Qt::WA_DeleteOnClose);
  note_ = label({}, "secondary", true);
  note_->setObjectName("runLogNote");
  note_->setTextInteractionFlags(Qt::TextSelectableByMouse);
  body()->addWidget(note_);
  text_ = new QPlainTextEdit;
  text_->setObjectName("runLogText");
  text_->setAccessibleName(tr("The end of worker.log"));
  text_->setReadOnly(true);
  text_->setLineWrapMode(QPlainTextEdit::NoWrap);
  text_->setFont(theme().fixedFont(12));
  body()->addWidget(text_, 1);
  QPushButton* copy = button("runLogCopy", tr("Copy all"));
  QPushButton* shut = button("runLogClose", tr("Close"));
  foot()->addStretch(1);
  foot()->addWidget(copy);
  foot()->addWidget(shut);
  connect(copy, &QPushButton::clicked, this,
          [this] { QGuiApplication::clipboard()->setText(text_->toPlainText()); });
  connect(shut, &QPushButton::clicked, this, &QDialog::close);
  setRoom(720, 480);
  again_.setInterval(kAgainMs);
  connect(&again_, &QTimer::timeout, this, &RunLog::read);
  again_.start();
  read();
}

RunLog::End RunLog::endOf(const std::filesystem::path& path) {
  QFile file(QString::fromStdString(path.string()));
  if (!file.open(QIODevice::ReadOnly)) return {{}, true, true};
  const bool all = file.size() <= kEnd;
  if (!all) file.seek(file.size() - kEnd);
  QByteArray bytes = file.read(kEnd);
  if (!all) bytes = bytes.mid(bytes.indexOf('\n') + 1);
  return {QString::fromUtf8(bytes), all, false};
}

void RunLog::read() {
  if (std::exchange(reading_, true)) return;
  inBackground(
      this, [path = path_] { return endOf(path); },
      [this](const End& end) {
        reading_ = false;
        showEnd(end);
      });
}

void RunLog::showEnd(const End& end) {
  const QString path = QString::fromStdString(path_.string());
  note_->setText(end.missing ? tr("%1 does not exist: no worker has been started.").arg(path)
                 : end.all   ? path
                             : tr("%1, the last %2").arg(path, bytesText(kEnd)));
  if (end.text == text_->toPlainText()) return;
  // Stays at the end while the person has not scrolled away from it.
  QScrollBar* bar = text_->verticalScrollBar();
  const bool following = bar->value() == bar->maximum();
  const int at = bar->value();
  text_->setPlainText(end.text);
  bar->setValue(following ? bar->maximum() : at);
}

}  // namespace unmask
