using System.Text;
using MiniKafka.Client;
using MiniKafka.ClusterTests.Programs;

namespace MiniKafka.ClusterTests.Crashes;

/// <summary>A cluster whose metadata were damaged on disk is not started with less than it had, unless somebody says so.</summary>
public sealed class DamagedMetadataStartTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("damaged-metadata");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_changed_byte_refuses_the_start_and_cutting_there_on_purpose_keeps_the_records_of_lost_topics_aside(bool isStopped)
    {
        await WriteAsync(isStopped);
        var file = Damage("second");
        var refused = await Assert.ThrowsAnyAsync<IOException>(() => KafkaCluster.StartAsync(options => options.DataDirectory = _folder.FullName));
        Assert.Contains($"'{file}' is damaged at byte ", refused.Message, StringComparison.Ordinal);
        Assert.Contains("CutDamagedMetadata", refused.Message, StringComparison.Ordinal);
        Assert.True(Directory.Exists(Path.Combine(_folder.FullName, "second-0")));

        foreach (var cuts in new[] { true, false })
        {
            await using var kafka = await KafkaCluster.StartAsync(options => (options.DataDirectory, options.CutDamagedMetadata) = (_folder.FullName, cuts));
            await using var admin = kafka.CreateAdmin();
            var topics = await admin.ListTopicsAsync();
            Assert.Equal(["first"], topics);
        }

        foreach (var lost in new[] { "second-0", "third-0" })
        {
            var aside = Assert.Single(_folder.EnumerateDirectories($"{lost}.*-stray"));
            Assert.True(new FileInfo(Path.Combine(aside.FullName, "00000000000000000000.log")).Length > 0);
        }
    }

    [Fact]
    public async Task The_server_says_in_a_sentence_why_it_does_not_start()
    {
        await WriteAsync(isStopped: true);
        var file = Damage("second");
        var run = await ProgramRun.OfAsync("MiniKafka.Server", "", "--port", "0", "--data-dir", _folder.FullName);
        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        Assert.Contains(file, run.Errors, StringComparison.Ordinal);
        Assert.Contains("--cut-damaged-metadata", run.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Errors, StringComparison.Ordinal);
    }

    /// <summary>Three topics with a record each, made one after the other.</summary>
    private async Task WriteAsync(bool isStopped)
    {
        await using var kafka = await KafkaCluster.StartAsync(options => options.DataDirectory = _folder.FullName);
        await using var admin = kafka.CreateAdmin();
        foreach (var topic in new[] { "first", "second", "third" })
        {
            await admin.CreateTopicAsync(topic, partitions: 1, replicationFactor: 1);
            await using var producer = kafka.CreateProducer<string, string>();
            await producer.ProduceAsync(topic, new Message<string, string> { Key = "k", Value = topic });
        }

        await kafka.FlushAsync();
        if (!isStopped)
        {
            await kafka.Brokers[0].KillAsync();
        }
    }

    /// <summary>Changes the last letter of a topic's name in the metadata log, and returns the file.</summary>
    private string Damage(string topic)
    {
        var file = Path.Combine(_folder.FullName, "__cluster_metadata-0", "00000000000000000000.log");
        var bytes = File.ReadAllBytes(file);
        var at = bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(topic));
        Assert.True(at > 0);
        bytes[at + topic.Length - 1] ^= 1;
        File.WriteAllBytes(file, bytes);
        return file;
    }
}
