using Disks;
using MiniKafka.Storage.Files;

namespace MiniKafka.Tests.Storage.Files;

public class LockingFileSystemTests
{
    private readonly LockingFileSystem _files = new(new MemoryFileSystem(new ManualClock()));

    public LockingFileSystemTests()
    {
        _files.CreateDirectory(Path.Combine("data", "t-0"));
        _files.CreateDirectory(Path.Combine("data", "t-00"));
    }

    [Fact]
    public void An_open_file_and_the_directories_above_it_keep_their_names()
    {
        var open = Path.Combine("data", "t-0", "open");
        var other = Path.Combine("data", "t-0", "other");
        _files.Open(other, FileOpening.ExistingOrNew).Dispose();
        using (_files.Open(open, FileOpening.ExistingOrNew))
        {
            Assert.Throws<OpenFileException>(() => _files.MoveFile(open, other));
            Assert.Throws<OpenFileException>(() => _files.MoveFile(other, open));
            Assert.Throws<OpenFileException>(() => _files.DeleteFile(open));
            Assert.Throws<OpenFileException>(() => _files.MoveDirectory(Path.Combine("data", "t-0"), Path.Combine("data", "t-1")));
            Assert.Throws<OpenFileException>(() => _files.DeleteDirectory("data"));
            _files.MoveDirectory(Path.Combine("data", "t-00"), Path.Combine("data", "t-1"));
        }

        _files.MoveFile(other, open);
        _files.MoveDirectory(Path.Combine("data", "t-0"), Path.Combine("data", "t-2"));
        Assert.True(_files.FileExists(Path.Combine("data", "t-2", "open")));
    }

    [Fact]
    public void A_file_that_is_closed_while_it_is_forced_stays_open_until_then()
    {
        var path = Path.Combine("data", "t-0", "file");
        var file = _files.Open(path, FileOpening.ExistingOrNew);
        _files.DuringFlush = _ =>
        {
            file.Dispose();
            Assert.Throws<OpenFileException>(() => _files.DeleteFile(path));
        };
        file.Flush();
        _files.DeleteFile(path);
        Assert.Throws<ObjectDisposedException>(file.Flush);
    }
}
