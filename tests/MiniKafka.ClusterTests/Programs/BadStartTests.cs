namespace MiniKafka.ClusterTests.Programs;

/// <summary>What a server says whose data directory is damaged or cannot be used: one line that names the file and what is wrong, and exit code 1.</summary>
public sealed class BadStartTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("bad start");

    private string Data => Path.Combine(_folder.FullName, "data");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("meta.properties", "no properties of anybody", "meta.properties' lacks cluster.id, node.id or directory.id")]
    [InlineData("__cluster_metadata-0/quorum-state", "{\"leaderId\":", "quorum-state does not hold the state of an election")]
    [InlineData("__cluster_metadata-0/quorum-state", "", "quorum-state does not hold the state of an election")]
    public async Task A_damaged_file_is_named_in_one_line(string file, string content, string said)
    {
        await MakeDataAsync();
        await File.WriteAllTextAsync(Path.Combine(Data, file), content);
        await AssertEndsSayingAsync(said);
    }

    [Fact]
    public async Task A_damaged_bootstrap_snapshot_is_named_in_one_line()
    {
        await MakeDataAsync();
        foreach (var snapshot in Directory.EnumerateFiles(Path.Combine(Data, "__cluster_metadata-0"), "*.checkpoint"))
        {
            var bytes = await File.ReadAllBytesAsync(snapshot);
            bytes.AsSpan(bytes.Length / 2).Fill(0x5A);
            await File.WriteAllBytesAsync(snapshot, bytes);
        }

        await AssertEndsSayingAsync(".checkpoint");
    }

    [Fact]
    public async Task Data_without_the_file_that_says_whose_they_are_are_no_new_directory()
    {
        await MakeDataAsync();
        File.Delete(Path.Combine(Data, "meta.properties"));
        await AssertEndsSayingAsync("meta.properties is missing in it");
        Assert.False(File.Exists(Path.Combine(Data, "meta.properties")));
    }

    [Fact]
    public async Task A_data_directory_that_cannot_be_made_is_told_in_the_systems_words()
    {
        await File.WriteAllTextAsync(Data, "a file where the directory should be");
        await AssertEndsSayingAsync(Data);
    }

    private async Task MakeDataAsync()
    {
        await using var kafka = await KafkaCluster.StartAsync(options =>
        {
            options.DataDirectory = Data;
            options.Topics.Add("t", partitions: 1);
        });
    }

    private async Task AssertEndsSayingAsync(string said)
    {
        var run = await ProgramRun.OfAsync("MiniKafka.Server", "", "--port", "0", "--data-dir", Data);
        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        Assert.DoesNotContain("   at ", run.Errors, StringComparison.Ordinal);
        Assert.Contains(said, run.Errors.TrimEnd().Split('\n')[^1], StringComparison.Ordinal);
    }
}
