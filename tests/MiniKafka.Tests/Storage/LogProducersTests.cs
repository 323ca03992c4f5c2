using MiniKafka.Model;
using MiniKafka.Records;
using MiniKafka.Storage.Producers;

namespace MiniKafka.Tests.Storage;

/// <summary>What a log knows of idempotent producers: repeats, gaps, epochs, and for how long.</summary>
public class LogProducersTests
{
    [Fact]
    public void A_repeated_batch_gets_its_first_offset_again_and_is_stored_once()
    {
        var log = TestLog.Create();
        log.Append(log.ProducerBatch(7, 0, 0));
        log.Append(log.ProducerBatch(7, 0, 1, count: 2));
        var again = log.Append(log.ProducerBatch(7, 0, 1, count: 2));
        Assert.Equal((ErrorCode.None, true, 1, log.Clock.NowMs, 3), (again.Error, again.IsDuplicate, again.BaseOffset, again.LogAppendTimeMs, log.Log.LogEndOffset));
    }

    [Fact]
    public void Append_rejects_a_sequence_gap()
    {
        var log = TestLog.Create();
        log.Append(log.ProducerBatch(7, 0, 0));
        Assert.Equal(ErrorCode.OutOfOrderSequenceNumber, log.Append(log.ProducerBatch(7, 0, 2)).Error);
        Assert.Equal(ErrorCode.None, log.Append(log.ProducerBatch(7, 0, 1)).Error);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_last_five_batches_are_known_again_after_a_restart_too(bool clean)
    {
        var log = TestLog.Create();
        for (var sequence = 0; sequence < 7; sequence++)
        {
            log.Append(log.ProducerBatch(7, 0, sequence));
            log.Append(log.ProducerBatch(8, 0, sequence));
        }

        log.Reopen(clean);
        Assert.Equal(ErrorCode.OutOfOrderSequenceNumber, log.Append(log.ProducerBatch(7, 0, 1)).Error);
        for (var sequence = 2; sequence < 7; sequence++)
        {
            var again = log.Append(log.ProducerBatch(7, 0, sequence));
            Assert.Equal((ErrorCode.None, true, 2 * sequence), (again.Error, again.IsDuplicate, again.BaseOffset));
        }

        Assert.Equal(14, log.Append(log.ProducerBatch(7, 0, 7)).BaseOffset);
    }

    [Fact]
    public void Only_the_last_five_batches_are_known_again()
    {
        var log = TestLog.Create();
        for (var sequence = 0; sequence < 7; sequence++)
        {
            log.Append(log.ProducerBatch(7, 0, sequence));
        }

        Assert.Equal(ErrorCode.OutOfOrderSequenceNumber, log.Append(log.ProducerBatch(7, 0, 1)).Error);
        Assert.Equal(2, log.Append(log.ProducerBatch(7, 0, 2)).BaseOffset);
    }

    [Fact]
    public void An_older_producer_epoch_is_fenced_and_a_new_one_begins_at_sequence_0()
    {
        var log = TestLog.Create();
        log.Append(log.ProducerBatch(7, 3, 0));
        Assert.Equal(ErrorCode.InvalidProducerEpoch, log.Append(log.ProducerBatch(7, 2, 1)).Error);
        Assert.Equal(ErrorCode.OutOfOrderSequenceNumber, log.Append(log.ProducerBatch(7, 4, 5)).Error);
        Assert.Equal(ErrorCode.None, log.Append(log.ProducerBatch(7, 4, 0)).Error);
    }

    [Fact]
    public void Sequences_go_on_with_0_after_the_largest()
    {
        var log = TestLog.Create();
        log.Append(log.ProducerBatch(7, 0, int.MaxValue - 1, count: 2));
        Assert.Equal(ErrorCode.None, log.Append(log.ProducerBatch(7, 0, 0)).Error);
    }

    [Fact]
    public void An_unknown_producer_must_begin_its_transaction_at_0_where_its_protocol_promises_that()
    {
        var log = TestLog.Create();
        Assert.Equal(ErrorCode.OutOfOrderSequenceNumber, log.Log.AppendAsLeader(log.ProducerBatch(7, 0, 3, transactional: true), 0, firstSequenceMustBeZero: true).Error);
        Assert.Equal(ErrorCode.None, log.Log.AppendAsLeader(log.ProducerBatch(7, 0, 3), 0, firstSequenceMustBeZero: true).Error);
    }

    [Fact]
    public void Silent_producers_are_forgotten_but_not_while_their_transaction_is_open()
    {
        var log = TestLog.Create();
        log.Append(log.ProducerBatch(7, 0, 0));
        log.Append(log.ProducerBatch(8, 0, 0, transactional: true));
        log.Clock.NowMs += 10_000;
        log.Log.Producers.RemoveExpired(log.Clock.NowMs, 10_000);
        Assert.Equal([8], log.Log.Producers.All.Select(producer => producer.ProducerId));
    }
}
