using System.Buffers;
using MiniKafka.Model;
using MiniKafka.Network.Faults;
using MiniKafka.Protocol.Messages;
using MiniKafka.Records;
using MiniKafka.Rpc;

namespace MiniKafka.ClusterTests.Wire;

/// <summary>
/// Every frame is sent twice, the second time late, and each travels in a buffer that debug builds overwrite as soon as its
/// last hold is gone: what was stored, and what is being read, must not change.
/// </summary>
public sealed class RepeatedFramesTests
{
    private const int Rounds = 60;

    [Fact]
    public async Task Nothing_stored_and_nothing_being_read_changes()
    {
        await using var kafka = await KafkaCluster.StartAsync(options => options.Topics.Add("t", 1, 1));
        var (memory, bootstrap) = kafka.InMemory;
        var loop = kafka.Host.CreateLoop("client");
        var (stored, kept) = await loop.InvokeAsync(async () =>
        {
            var transport = new RepeatingTransport(memory, TimeSpan.FromMilliseconds(2));
            await using var client = await RpcClient.ConnectAsync(transport, bootstrap[0], loop, new RpcClientOptions { ClientId = "twice" });
            var producer = await client.CallAsync(new InitProducerIdRequest { TransactionalId = null });
            var held = new List<(RpcResponse<FetchResponse> Response, byte[] Copy)>();
            for (var i = 0; i < Rounds; i++)
            {
                Assert.Equal(ErrorCode.None, await ProduceAsync(client, producer.ProducerId, i));
                held.Add(await FetchAsync(client, i));
            }

            var all = await FetchAsync(client, 0);
            var same = held.TrueForAll(fetch => Records(fetch.Response).SequenceEqual(fetch.Copy));
            held.ForEach(fetch => fetch.Response.Dispose());
            all.Response.Dispose();
            return (all.Copy, same);
        });
        Assert.True(kept, "Bytes that were being read changed.");
        AssertEachOnce(stored);
        loop.Stop();
    }

    private static void AssertEachOnce(byte[] stored)
    {
        var batches = new RecordBatchIterator(stored);
        for (var i = 0; i < Rounds; i++)
        {
            Assert.True(batches.MoveNext());
            Assert.True(batches.Current.IsCrcValid);
            Assert.Equal(i, batches.Current.BaseOffset);
            Assert.Equal(i, batches.Current.BaseSequence);
        }

        Assert.False(batches.MoveNext());
    }

    private static async Task<ErrorCode> ProduceAsync(RpcClient client, long producerId, int sequence)
    {
        var builder = new RecordBatchBuilder();
        builder.SetProducer(producerId, 0, sequence);
        var value = new byte[2000];
        new Random(sequence).NextBytes(value);
        Assert.True(builder.TryAppend(1_700_000_000_000 + sequence, BitConverter.GetBytes(sequence), value));
        var batch = builder.Build();
        var response = await client.CallAsync(new ProduceRequest
        {
            Acks = -1,
            TimeoutMs = 10_000,
            TopicData = [new() { Name = "t", PartitionData = [new() { Index = 0, Records = batch }] }],
        }, newestVersion: 12);
        batch.Release();
        return response.Responses[0].PartitionResponses[0].ErrorCode;
    }

    private static async Task<(RpcResponse<FetchResponse> Response, byte[] Copy)> FetchAsync(RpcClient client, long offset)
    {
        var response = await client.SendAsync(new FetchRequest
        {
            MaxWaitMs = 1000,
            MinBytes = 1,
            Topics = [new() { Topic = "t", Partitions = [new() { Partition = 0, FetchOffset = offset, PartitionMaxBytes = 1 << 20 }] }],
        }, newestVersion: 12);
        return (response, Records(response));
    }

    private static byte[] Records(RpcResponse<FetchResponse> response) =>
        response.Message.Responses[0].Partitions[0].Records!.Value.Sequence.ToArray();
}
