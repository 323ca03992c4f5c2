using MiniKafka.ClusterTests.Control;
using MiniKafka.Model;
using MiniKafka.Protocol.Messages;
using MiniKafka.Records;

namespace MiniKafka.ClusterTests.Wire;

/// <summary>Until there are transactions, who asks for one is refused for good, with the reason in words.</summary>
public sealed class TransactionalIdTests
{
    [Fact]
    public async Task A_transactional_id_is_refused_for_good_and_the_reason_is_told()
    {
        using var logs = new ListedLogs();
        await using var kafka = await KafkaCluster.StartAsync(options =>
        {
            options.LoggerFactory = logs;
            options.Listen();
            options.Topics.Add("t", partitions: 1);
        });
        using var connection = await RawConnection.ToAsync(kafka);
        var begun = await connection.AskAsync(new InitProducerIdRequest { TransactionalId = "payments", TransactionTimeoutMs = 60_000 }, 4);
        Assert.Equal((ErrorCode.TransactionalIdAuthorizationFailed, -1L), (begun.ErrorCode, begun.ProducerId));
        Assert.False(begun.ErrorCode.IsRetriable());
        Assert.Equal(
            ["Client 'raw' from /127.0.0.1 was refused the transactional id 'payments': transactions are not served yet, produce without one. Warned of once."],
            logs.Messages);

        var builder = new RecordBatchBuilder { IsTransactional = true };
        builder.SetProducer(5, 0, 0);
        Assert.True(builder.TryAppend(1_700_000_000_000, "k"u8.ToArray(), "v"u8.ToArray()));
        var produced = await connection.AskAsync(
            new ProduceRequest
            {
                TransactionalId = "payments",
                Acks = -1,
                TimeoutMs = 10_000,
                TopicData = [new() { Name = "t", PartitionData = [new() { Index = 0, Records = builder.Build() }] }],
            },
            9);
        var answer = produced.Responses[0].PartitionResponses[0];
        Assert.Equal(
            (ErrorCode.TransactionalIdAuthorizationFailed, "Transactions are not served yet: produce without a transactional id."),
            (answer.ErrorCode, answer.ErrorMessage));
    }
}
