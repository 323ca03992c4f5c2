using MiniKafka.Model;
using MiniKafka.Storage.Directories;
using MiniKafka.Storage.Files;

namespace MiniKafka.Tests.Storage.Directories;

public sealed class DirectoryOwnershipTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("ownership");
    private readonly DiskFileSystem _files = new();

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Whoever_comes_second_learns_who_works_in_a_directory()
    {
        var path = Path.Combine(_folder.FullName, ".lock");
        using var held = _files.TryLock(path, "broker 0 in process 1", out _);
        Assert.NotNull(held);
        Assert.Null(_files.TryLock(path, "broker 0 in process 2", out var holder));
        Assert.Equal("broker 0 in process 1", holder);
    }

    [RunningProgramIsBusyFact]
    public void A_lock_that_the_system_refuses_for_another_reason_is_told_in_the_systems_words()
    {
        // Once somebody was here, who has ended long since.
        File.WriteAllText(Path.Combine(_folder.FullName, ".lock.holder"), "broker 0 in process 1");
        File.CreateSymbolicLink(Path.Combine(_folder.FullName, ".lock"), Environment.ProcessPath!);
        var refused = Assert.ThrowsAny<IOException>(() => _files.TryLock(Path.Combine(_folder.FullName, ".lock"), "test", out _));
        Assert.Contains("busy", refused.Message, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Data_in_a_directory_that_does_not_say_whose_they_are_are_not_taken_for_a_new_directory()
    {
        var log = TestLog.Create();
        var options = new LogManagerOptions { Directories = ["data"], ClusterId = "c", NodeId = 0 };
        var refused = Assert.Throws<InvalidDataException>(() => DirectoryOwnership.Claim(log.Context, "data", options, new Uuid(1, 1)));
        Assert.Contains("'data' holds data, 't-0' for one, but meta.properties is missing", refused.Message, StringComparison.Ordinal);
    }

    /// <summary>A file that cannot be opened for writing although nobody has locked it, whoever runs the tests: Linux keeps running programs.</summary>
    private sealed class RunningProgramIsBusyFactAttribute : FactAttribute
    {
        public RunningProgramIsBusyFactAttribute() => Skip = OperatingSystem.IsLinux() ? null : "Other systems answer in another way to writing into a running program.";
    }
}
