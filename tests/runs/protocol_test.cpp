// Frames: whole messages out of any pieces, nothing out of garbage.
#include <QCborArray>
#include <QCborValue>
#include <QTest>
#include <QtEndian>
#include <cmath>
#include <limits>
#include <random>

#include "core/runs/protocol.h"

using namespace unmask;

namespace {

QByteArray header(quint32 size, quint8 version = kProtocolVersion) {
  QByteArray bytes(5, '\0');
  qToLittleEndian<quint32>(size, bytes.data());
  bytes[4] = static_cast<char>(version);
  return bytes;
}

bool refuses(const QByteArray& bytes, qsizetype maximum = kMaximumFrame) {
  FrameReader reader(maximum);
  reader.add(bytes);
  const bool refused = !reader.next().has_value();
  // For good: what follows is not read either.
  reader.add(frame({{QStringLiteral("type"), QStringLiteral("hello")}}));
  return refused && !reader.next().has_value();
}

}  // namespace

class ProtocolTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void framesComeWholeFromAnyPieces() {
    QByteArray stream;
    for (qint64 i = 0; i < 20; ++i) {
      stream += frame({{QStringLiteral("type"), QStringLiteral("x")},
                       {QStringLiteral("n"), i},
                       {QStringLiteral("pad"), QByteArray(static_cast<int>(i * i), 'p')}});
    }
    for (const int piece : {1, 2, 7, 100, 100000}) {
      FrameReader reader;
      qint64 expected = 0;
      for (qsizetype at = 0; at < stream.size(); at += piece) {
        reader.add(stream.mid(at, piece));
        while (true) {
          const auto next = reader.next();
          QVERIFY(next.has_value());
          if (!*next) break;
          QCOMPARE((**next).value(QStringLiteral("n")).toInteger(), expected);
          ++expected;
        }
      }
      QCOMPARE(expected, 20);
    }
  }

  void garbageIsRefused() {
    QVERIFY(refuses("GET / HTTP/1.1\r\n\r\n"));
    QVERIFY(refuses(header(10, 2) + QByteArray(10, '\0')));  // another version
    QVERIFY(refuses(header(0)));                             // nothing
    QVERIFY(refuses(header(kMaximumFrame + 1)));             // before it is sent
    QVERIFY(refuses(header((64 << 10) + 1), kMaximumFrameBefore));
    QVERIFY(refuses(header(1) + QByteArray(1, '\x01')));      // a number, not a map
    QVERIFY(refuses(header(2) + QByteArray("\xa0\xa0", 2)));  // two maps
    QVERIFY(
        refuses(header(9) + QByteArray("\xbb\xff\xff\xff\xff\xff\xff\xff\xff", 9)));  // 2^64 pairs
    const QByteArray nested(1 << 20, '\x81');  // a million arrays
    QVERIFY(refuses(header(static_cast<quint32>(nested.size())) + nested));
  }

  void randomBytesNeitherCrashNorPass() {
    std::mt19937 generator(1);
    for (int round = 0; round < 3000; ++round) {
      QByteArray bytes(static_cast<int>(generator() % 300), Qt::Uninitialized);
      for (char& byte : bytes) byte = static_cast<char>(generator());
      // A right header makes the parser itself meet the noise.
      if (round % 2) bytes = header(static_cast<quint32>(bytes.size())) + bytes;
      FrameReader reader;
      reader.add(bytes);
      while (true) {
        const auto next = reader.next();
        if (!next || !*next) break;
        recordsFrom(**next);
      }
    }
  }

  void mutatedRecordsNeitherCrashNorChangeTheirSize() {
    RecordBatch records;
    for (int64_t i = 1; i <= 20; ++i) records.points.push_back({i, 1, "loss/train", i, 0.5});
    records.events = {{21, 1, 3, 99, "failed", "%1", {"a"}, "", {}}};
    records.lastSeq = 21;
    const QByteArray good = frame(toCbor(records));
    std::mt19937 generator(2);
    for (int round = 0; round < 3000; ++round) {
      QByteArray bytes = good;
      for (int i = 0; i < 3; ++i) {
        bytes[5 + generator() % (bytes.size() - 5)] = static_cast<char>(generator());
      }
      FrameReader reader(kMaximumFrame);
      reader.add(bytes);
      const auto next = reader.next();
      if (next && *next) {
        const auto read = recordsFrom(**next);
        if (read) QVERIFY(read->points.size() <= 20);
      }
    }
  }

  void recordsComeBackAsTheyWere() {
    RecordBatch records;
    records.points = {{1, 2, "loss/train", 5, std::numeric_limits<double>::quiet_NaN()},
                      {2, 2, "learning_rate", 5, 1e-3},
                      {3, 2, "loss/train", 6, std::numeric_limits<double>::infinity()}};
    records.hashes = {{4, 2, 5, 0, "ffeeddccbbaa99887766554433221100"}};
    records.events = {{5, 2, 6, 123, "warning", "%1!", {"a", "b"}, "Do %1.", {"c"}}};
    records.samples = {{6, 2, 6, 1, "p", "{}"}};
    records.checkpoints = {{7, 2, 6, 42, std::numeric_limits<double>::quiet_NaN(), false, true}};
    records.lastSeq = 7;
    const auto back = recordsFrom(toCbor(records));
    QVERIFY(back.has_value());
    QCOMPARE(back->lastSeq, 7);
    QCOMPARE(back->points.size(), size_t{3});
    for (const Point& point : back->points) {
      const Point& before = records.points[static_cast<size_t>(point.seq - 1)];
      QCOMPARE(point.series, before.series);
      QCOMPARE(point.step, before.step);
      QCOMPARE(point.segment, before.segment);
      QVERIFY(point.value == before.value || (std::isnan(point.value) && std::isnan(before.value)));
    }
    QCOMPARE(back->hashes[0].hash, records.hashes[0].hash);
    QCOMPARE(back->events[0].adviceValues, records.events[0].adviceValues);
    QCOMPARE(back->samples[0].seq, 6);
    QVERIFY(std::isnan(back->checkpoints[0].validationLoss));
    QVERIFY(back->checkpoints[0].removed);
  }
};

QTEST_GUILESS_MAIN(ProtocolTest)
#include "protocol_test.moc"
