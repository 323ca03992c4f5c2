using MiniKafka.Model;

namespace MiniKafka.Tests.Storage;

public sealed class RestartedProducerTests
{
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
}
