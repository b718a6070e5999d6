// Another style sheet reaches what is in view at once, and what is not when it comes up.
#include <QLabel>
#include <QPushButton>
#include <QStackedWidget>
#include <QStyle>
#include <QVBoxLayout>
#include <QtTest>

#include "ui/theme/restyle.h"

using namespace unmask;

class RestyleTest : public QObject {
  Q_OBJECT

  static QString sheet(int pixels, const QString& color) {
    return QString("QLabel { font-size: %1px; color: %2; } QLabel[role=\"x\"] { color: #00ff00; }")
        .arg(pixels)
        .arg(color);
  }
  static QColor inkOf(const QLabel& label) { return label.palette().color(QPalette::WindowText); }

 private Q_SLOTS:
  void reachesAllSoonerOrLater() {
    restyleApplication(sheet(10, "#111111"));
    QWidget window;
    auto* column = new QVBoxLayout(&window);
    auto* stack = new QStackedWidget;
    column->addWidget(stack);
    QLabel* labels[2];
    for (QLabel*& label : labels) {
      auto* page = new QWidget;
      auto* inner = new QVBoxLayout(page);
      label = new QLabel("text");
      inner->addWidget(label);
      stack->addWidget(page);
    }
    auto* hidden = new QLabel("hidden", stack->widget(0));
    stack->widget(0)->layout()->addWidget(hidden);
    hidden->hide();
    window.show();
    QVERIFY(QTest::qWaitForWindowExposed(&window));
    QCOMPARE(labels[0]->font().pixelSize(), 10);
    const int height = labels[0]->sizeHint().height();

    restyleApplication(sheet(30, "#222222"));
    QCOMPARE(labels[0]->font().pixelSize(), 30);
    QCOMPARE(inkOf(*labels[0]), QColor("#222222"));
    QVERIFY(labels[0]->sizeHint().height() > height);
    restyleApplication(sheet(20, "#333333"));
    stack->setCurrentIndex(1);
    QCOMPARE(labels[1]->font().pixelSize(), 20);
    QCOMPARE(inkOf(*labels[1]), QColor("#333333"));
    hidden->show();
    stack->setCurrentIndex(0);
    QCOMPARE(hidden->font().pixelSize(), 20);
    QCOMPARE(labels[0]->font().pixelSize(), 20);
    // Roles that change later are still looked up in the newest sheet.
    labels[0]->setProperty("role", "x");
    labels[0]->style()->unpolish(labels[0]);
    labels[0]->style()->polish(labels[0]);
    QCOMPARE(inkOf(*labels[0]), QColor("#00ff00"));
  }

  // A page that is deleted while it waits is forgotten.
  void deletedPageIsForgotten() {
    QWidget window;
    auto* stack = new QStackedWidget(&window);
    stack->addWidget(new QLabel("a"));
    auto* second = new QLabel("b");
    stack->addWidget(second);
    window.show();
    QVERIFY(QTest::qWaitForWindowExposed(&window));
    restyleApplication(sheet(12, "#444444"));
    delete second;
    restyleApplication(sheet(14, "#555555"));
    QCOMPARE(static_cast<QLabel*>(stack->widget(0))->font().pixelSize(), 14);
  }
};

QTEST_MAIN(RestyleTest)
#include "restyle_test.moc"
