using System.Security.Cryptography;
using MiniKafka.CompatibilityTests.Clients;

namespace MiniKafka.CompatibilityTests.Kcat;

using Confluent.Kafka;

public sealed class KcatTests
{
    private const string Topic = "lines";

    [ClientFact(nameof(ExternalClient.Kcat))]
    public async Task Metadata_lists_the_broker_and_its_topics()
    {
        await using var broker = await BrokerUnderTest.StartAsync((Topic, 3), ("other", 1));

        var listing = await new KcatCommand(broker.BootstrapServers).RunAsync("-L");

        Assert.Contains($"at {broker.BootstrapServers}", listing, StringComparison.Ordinal);
        Assert.Contains("topic \"lines\" with 3 partitions", listing, StringComparison.Ordinal);
        Assert.Contains("topic \"other\" with 1 partitions", listing, StringComparison.Ordinal);
    }

    [ClientTheory(nameof(ExternalClient.Kcat))]
    [InlineData("none")]
    [InlineData("gzip")]
    [InlineData("snappy")]
    [InlineData("lz4")]
    [InlineData("zstd")]
    public async Task A_hundred_megabytes_of_lines_come_out_as_they_went_in(string codec)
    {
        await using var broker = await BrokerUnderTest.StartAsync((Topic, 1));
        using var folder = new TemporaryFolder();
        var text = folder.File("text");
        TestFiles.WriteText(text, TestFiles.HundredMegabytes, seed: 20);
        var kcat = new KcatCommand(broker.BootstrapServers);

        await kcat.RunAsync("-P", "-t", Topic, "-p", "0", "-z", codec, "-l", text);
        await using (var consumed = File.Create(folder.File("consumed")))
        {
            await kcat.RunAsync(consumed, "-C", "-t", Topic, "-p", "0", "-o", "beginning", "-e", "-q");
        }

        Assert.Equal(Checksum(text), Checksum(folder.File("consumed")));
    }

    [ClientFact(nameof(ExternalClient.Kcat))]
    public async Task Consuming_from_a_timestamp_starts_at_the_first_record_not_before_it()
    {
        await using var broker = await BrokerUnderTest.StartAsync((Topic, 1));
        var times = new[] { 1_600_000_001_000, 1_600_000_002_000, 1_600_000_003_000, 1_600_000_004_000 };
        using (var producer = ConfluentClients.Producer(broker.BootstrapServers))
        {
            foreach (var time in times)
            {
                await producer.ProduceAsync(
                    new TopicPartition(Topic, 0),
                    new Message<string, string> { Value = $"at {time}", Timestamp = new Timestamp(time, TimestampType.CreateTime) });
            }
        }

        var kcat = new KcatCommand(broker.BootstrapServers);
        Assert.Equal("at 1600000002000\nat 1600000003000\nat 1600000004000\n", await ConsumeFrom("s@1600000001001"));
        Assert.Equal("at 1600000003000\nat 1600000004000\n", await ConsumeFrom("s@1600000003000"));
        Assert.Equal(string.Empty, await ConsumeFrom("s@1600000004001"));

        Task<string> ConsumeFrom(string offset) => kcat.RunAsync("-C", "-t", Topic, "-p", "0", "-o", offset, "-e", "-q");
    }

    [ClientFact(nameof(ExternalClient.Kcat))]
    public async Task Keys_headers_and_empty_values_come_back()
    {
        await using var broker = await BrokerUnderTest.StartAsync((Topic, 1));
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.File("in"), "k1:v1\nk2:\nk3:v3\n");
        var kcat = new KcatCommand(broker.BootstrapServers);

        await kcat.RunAsync("-P", "-t", Topic, "-p", "0", "-K:", "-H", "a=1", "-H", "b=2", "-l", folder.File("in"));
        var consumed = await kcat.RunAsync("-C", "-t", Topic, "-p", "0", "-o", "beginning", "-e", "-q", "-f", "%o %k=%s %h\n");

        Assert.Equal("0 k1=v1 a=1,b=2\n1 k2= a=1,b=2\n2 k3=v3 a=1,b=2\n", consumed);
    }

    private static string Checksum(string path)
    {
        using var file = File.OpenRead(path);
        return Convert.ToHexString(SHA256.HashData(file));
    }
}
