// Requests on their way: bounded, in turns, forgotten with who asked.
#include <QTest>

#include "core/worker/run_control.h"

using namespace unmask;

class RunControlTest : public QObject {
  Q_OBJECT
  static Request request(quint64 client, qint64 id, const char* name) {
    Request made;
    made.client = client;
    made.id = id;
    made.name = QString::fromLatin1(name);
    return made;
  }
  static QList<qint64> questions(RunControl& control) {
    QList<qint64> ids;
    while (const auto question = control.takeQuestion()) ids << question->id;
    return ids;
  }

 private Q_SLOTS:
  void oneClientAfterTheOtherHasItsTurn() {
    RunControl control;
    for (qint64 id = 10; id < 14; ++id) QVERIFY(control.post(request(1, id, "ask")));
    QVERIFY(control.post(request(2, 20, "ask")));
    QVERIFY(control.post(request(3, 30, "ask")));
    QVERIFY(control.post(request(3, 31, "ask")));
    QCOMPARE(questions(control), (QList<qint64>{10, 20, 30, 11, 31, 12, 13}));
  }

  void commandsDoNotWaitBehindQuestions() {
    RunControl control;
    QVERIFY(control.post(request(1, 1, "ask")));
    QVERIFY(control.post(request(1, 2, "pause")));
    QCOMPARE(control.takeCommand()->id, qint64{2});
    QVERIFY(!control.takeCommand());
    QCOMPARE(control.takeQuestion()->id, qint64{1});
  }

  void ofOneClientOnlySoManyWait() {
    RunControl control;
    for (size_t i = 0; i < RunControl::kMostWaiting; ++i)
      QVERIFY(control.post(request(1, static_cast<qint64>(i), i % 2 ? "ask" : "checkpoint")));
    QVERIFY(!control.post(request(1, 100, "ask")));
    const Status more = control.post(request(1, 101, "pause"));
    QVERIFY(!more && more.error().kind == ErrorKind::busy);
    QVERIFY(control.post(request(2, 200, "ask")));
    QVERIFY(control.takeQuestion());
    QVERIFY(control.post(request(1, 102, "ask")));
  }

  void nobodyIsAnsweredWhoLeft() {
    RunControl control;
    for (qint64 id = 10; id < 14; ++id) QVERIFY(control.post(request(1, id, "ask")));
    QVERIFY(control.post(request(1, 14, "extend")));
    QVERIFY(control.post(request(2, 20, "ask")));
    control.forgetQuestions(1);
    QCOMPARE(control.takeCommand()->id, qint64{14});
    QCOMPARE(questions(control), QList<qint64>{20});
  }
};

QTEST_GUILESS_MAIN(RunControlTest)
#include "run_control_test.moc"
