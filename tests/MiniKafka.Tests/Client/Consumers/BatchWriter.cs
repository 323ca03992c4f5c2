using System.Text;
using MiniKafka.Client.Cluster;
using MiniKafka.Model;
using MiniKafka.Protocol.Messages;
using MiniKafka.Records;
using MiniKafka.Records.Compression;

namespace MiniKafka.Tests.Client.Consumers;

/// <summary>Appends batches whose bytes the test chooses, which no producer would write.</summary>
internal sealed class BatchWriter(KafkaCluster kafka) : IAsyncDisposable
{
    private readonly ClusterClient _cluster = new(
        new ClientEnvironment(kafka.Host, kafka.InMemory.Transport, kafka.InMemory.Bootstrap), new ClusterClientOptions(), "producer", "batch writer");

    /// <summary>Appends texts as one batch; a colon parts key and value.</summary>
    public Task AppendAsync(TopicPartition partition, params string[] texts) => AppendAsync(partition, compression: null, texts);

    public Task AppendAsync(TopicPartition partition, ICompressionCodec? compression, params string[] texts)
    {
        var builder = new RecordBatchBuilder { Compression = compression is null ? null : new RecordCompression(compression) };
        foreach (var text in texts)
        {
            var colon = text.IndexOf(':', StringComparison.Ordinal);
            var key = colon < 0 ? null : Encoding.UTF8.GetBytes(text[..colon]);
            builder.TryAppend(1000 + builder.RecordCount, key, Encoding.UTF8.GetBytes(text[(colon + 1)..]), [new RecordHeader("n", new byte[] { 7 })]);
        }

        return AppendAsync(partition, builder);
    }

    public Task AppendAsync(TopicPartition partition, RecordBatchBuilder batch) => _cluster.Loop.InvokeAsync(async () =>
    {
        var topic = await _cluster.TopicAsync(partition.Topic, TimeSpan.FromSeconds(10));
        var connection = await _cluster.ConnectionToAsync(topic.Partitions[partition.Partition].LeaderId, ConnectionPurpose.Produce);
        var answer = await ClusterClient.CallAsync(connection, new ProduceRequest
        {
            Acks = -1,
            TimeoutMs = 10_000,
            TopicData =
            [
                new ProduceRequest.TopicProduceData
                {
                    Name = topic.Name,
                    TopicId = topic.Id,
                    PartitionData = [new ProduceRequest.PartitionProduceData { Index = partition.Partition, Records = batch.Build() }],
                },
            ],
        });
        ClientErrors.ThrowIfError(answer.Responses[0].PartitionResponses[0].ErrorCode, "Appending");
    });

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();
}
