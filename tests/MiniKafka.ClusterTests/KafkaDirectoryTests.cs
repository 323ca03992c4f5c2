using System.Formats.Tar;
using System.IO.Compression;
using System.Text.Json;
using MiniKafka.Tests;

namespace MiniKafka.ClusterTests;

/// <summary>Data directories that a real Kafka wrote, opened by a cluster.</summary>
public sealed class KafkaDirectoryTests
{
    [SharedFact]
    public Task Directory_of_a_clean_stop_opens_with_its_topics() => OpenAsync("clean");

    [SharedFact]
    public Task Directory_of_a_crash_opens_with_its_topics() => OpenAsync("crashed");

    private static async Task OpenAsync(string name)
    {
        var copy = Directory.CreateTempSubdirectory("kafka");
        try
        {
            using (var packed = File.OpenRead(SharedFactAttribute.PathOf("golden", "data-directory", name + ".tar.gz")))
            using (var unpacked = new GZipStream(packed, CompressionMode.Decompress))
            {
                TarFile.ExtractToDirectory(unpacked, copy.FullName, overwriteFiles: false);
            }

            using var expected = JsonDocument.Parse(File.ReadAllBytes(SharedFactAttribute.PathOf("golden", "data-directory", "expected", "clean.cluster.json")));
            await using var kafka = await KafkaCluster.StartAsync(options => options.DataDirectory = Path.Combine(copy.FullName, "data"));
            var image = kafka.Nodes[0].View.Image;
            foreach (var topic in expected.RootElement.GetProperty("topics").EnumerateObject())
            {
                Assert.True(image.Topics.TryGetValue(topic.Name, out var found), topic.Name);
                Assert.Equal(topic.Value.GetProperty("id").GetString(), found.Id.ToString());
                Assert.Equal(topic.Value.GetProperty("partitions").GetInt32(), found.Partitions.Count);
                Assert.All(found.Partitions.Values, partition => Assert.Equal(1, partition.Leader));
            }
        }
        finally
        {
            copy.Delete(recursive: true);
        }
    }
}
