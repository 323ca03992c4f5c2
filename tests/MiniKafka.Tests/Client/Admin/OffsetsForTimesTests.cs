using MiniKafka.Client;
using MiniKafka.Model;

namespace MiniKafka.Tests.Client.Admin;

public sealed class OffsetsForTimesTests
{
    [Fact]
    public async Task Offsets_are_listed_by_time()
    {
        var (first, second) = (new TopicPartition("orders", 0), new TopicPartition("orders", 1));
        await using var kafka = await KafkaCluster.StartAsync(options =>
        {
            options.Topics.Add(new KafkaTopic("orders", Partitions: 2) { Configs = new Dictionary<string, string> { ["retention.ms"] = "-1" } });
        });
        await using var producer = kafka.CreateProducer<string, string>();
        foreach (var seconds in new[] { 10, 20, 30 })
        {
            await producer.ProduceAsync(first, new Message<string, string> { Value = "v", Timestamp = At(seconds) });
        }

        await using var admin = kafka.CreateAdmin();
        var found = await admin.ListOffsetsAsync(new Dictionary<TopicPartition, DateTimeOffset> { [first] = At(11), [second] = At(11) });

        Assert.Equal((1, Offset.End), (found[first], found[second]));
        Assert.Equal(Offset.End, (await admin.ListOffsetsAsync([KeyValuePair.Create(first, At(31))]))[first]);
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => admin.ListOffsetsAsync([KeyValuePair.Create(first, At(-1))]));

        static DateTimeOffset At(int seconds) => DateTimeOffset.UnixEpoch.AddSeconds(seconds);
    }
}
