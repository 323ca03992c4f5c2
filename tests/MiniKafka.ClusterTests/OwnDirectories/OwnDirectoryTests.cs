using MiniKafka.Storage.Files;
using StrictReplay;

namespace MiniKafka.ClusterTests.OwnDirectories;

/// <summary>Every version opens what an earlier one wrote.</summary>
public sealed class OwnDirectoryTests
{
    public static TheoryData<string> Versions => [.. OwnDirectory.Versions];

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task A_directory_of_a_released_version_holds_what_that_version_listed(string version)
    {
        using var directory = new OwnDirectory(version);
        for (var start = 0; start < 3; start++)
        {
            await using (var kafka = await OwnDirectoryContents.OpenAsync(directory.Data))
            {
                Assert.Equal(directory.Expected, await OwnDirectoryContents.ListAsync(kafka));
            }

            MetadataJudge.CheckLoaded(new DiskFileSystem(), directory.Data);
        }
    }

    [Fact]
    public void The_directory_of_0_1_0_holds_the_record_that_Apache_Kafka_refuses()
    {
        using var directory = new OwnDirectory("0.1.0");
        var refused = Assert.Throws<RefusedRecordException>(() => MetadataJudge.CheckFolder(directory.Data));
        Assert.Contains("BrokerRegistrationChangeRecord", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_directory_of_this_version_passes_the_strict_replay_and_holds_what_it_listed()
    {
        using var written = new JudgedFolder("own");
        var listed = await OwnDirectoryContents.WriteAsync(written.FullName);
        await using var kafka = await OwnDirectoryContents.OpenAsync(written.FullName);
        Assert.Equal(listed, await OwnDirectoryContents.ListAsync(kafka));
    }
}
