using System.Text;
using MiniKafka.Network;
using MiniKafka.Protocol.Messages;
using MiniKafka.Records;
using MiniKafka.Records.Compression;
using MiniKafka.Rpc;

namespace MiniKafka.Tests.Client.Producers;

/// <summary>A record as it lies in its partition.</summary>
internal sealed record StoredRecord(long Offset, string? Key, string? Value, long ProducerId, string Headers);

/// <summary>Reads what really is in a partition, with plain Fetch requests.</summary>
internal static class TopicReader
{
    public static async Task<List<StoredRecord>> ReadAsync(KafkaCluster kafka, string topic, int partition = 0)
    {
        var loop = kafka.Host.CreateLoop("reader");
        try
        {
            return await loop.InvokeAsync(async () =>
            {
                var (transport, bootstrap) = kafka.InMemory;
                await using var client = await RpcClient.ConnectAsync(transport, bootstrap[0], loop, new RpcClientOptions { ClientId = "reader" });
                var records = new List<StoredRecord>();
                while (await FetchAsync(client, topic, partition, records) > 0)
                {
                }

                return records;
            });
        }
        finally
        {
            loop.Stop();
        }
    }

    private static async Task<int> FetchAsync(RpcClient client, string topic, int partition, List<StoredRecord> records)
    {
        var request = new FetchRequest { MaxWaitMs = 0, MinBytes = 0 };
        var fetched = new FetchRequest.FetchTopic { Topic = topic };
        fetched.Partitions.Add(new FetchRequest.FetchPartition { Partition = partition, FetchOffset = records.Count == 0 ? 0 : records[^1].Offset + 1, PartitionMaxBytes = int.MaxValue });
        request.Topics.Add(fetched);
        using var response = await client.SendAsync(request, newestVersion: 12);
        var bytes = response.Message.Responses[0].Partitions[0].Records;
        return bytes is { } found ? Decode(found.ToContiguous().Span, records) : 0;
    }

    private static int Decode(ReadOnlySpan<byte> region, List<StoredRecord> records)
    {
        var before = records.Count;
        foreach (var batch in new RecordBatchIterator(region))
        {
            Assert.Equal(RecordsStatus.Open, BatchRecords.Open(batch, CompressionCodecs.Default, out var opened));
            using (opened)
            {
                var reader = new RecordReader(opened.Bytes, opened.Count);
                while (reader.MoveNext())
                {
                    var record = reader.Current;
                    var headers = new StringBuilder();
                    foreach (var header in record.Headers)
                    {
                        headers.Append(Encoding.UTF8.GetString(header.Name)).Append('=').Append(Text(header.Value) ?? "null").Append(';');
                    }

                    records.Add(new StoredRecord(batch.BaseOffset + record.OffsetDelta, Text(record.Key), Text(record.Value), batch.ProducerId, headers.ToString()));
                }
            }
        }

        return records.Count - before;
    }

    private static string? Text(NullableBytes bytes) => bytes.IsNull ? null : Encoding.UTF8.GetString(bytes.Span);
}
