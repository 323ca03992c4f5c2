using MiniKafka.Model;

namespace MiniKafka.ArchitectureTests.Layering;

public sealed class FolderCycleTests
{
    [Fact]
    public void Folders_of_a_room_do_not_use_each_other_in_a_circle()
    {
        using var assembly = File.OpenRead(typeof(Acks).Assembly.Location);
        Assert.Equal(string.Empty, string.Join(Environment.NewLine, FolderCycles.Find(AssemblyGraph.Read(assembly))));
    }

    [Fact]
    public void Folders_that_use_each_other_are_found()
    {
        var sentences = CirclesOf("""
            namespace MiniKafka.Storage.Segments { public class Segment { public Files.Medium? Medium; } }
            namespace MiniKafka.Storage.Files { public class Medium { public void Run() => new Segments.Segment().ToString(); } }
            """);

        Assert.Equal(
            [
                "MiniKafka.Storage.Files → MiniKafka.Storage.Segments, and back: Medium uses Segment",
                "MiniKafka.Storage.Segments → MiniKafka.Storage.Files, and back: Segment uses Medium",
            ],
            sentences);
    }

    [Fact]
    public void A_circle_by_way_of_the_folder_around_them_is_found()
    {
        var sentences = CirclesOf("""
            namespace MiniKafka.Storage { public class Log { public Segments.Segment? Segment; } }
            namespace MiniKafka.Storage.Segments { public class Segment { public Files.Medium? Medium; } }
            namespace MiniKafka.Storage.Files { public class Medium { public Log? Log; } }
            """);

        Assert.Equal(3, sentences.Count);
    }

    [Fact]
    public void Folders_in_order_are_fine_and_so_are_types_of_one_folder()
    {
        Assert.Empty(CirclesOf("""
            namespace MiniKafka.Storage { public class Word { public Other? Other; } public class Other { public Word? Word; } }
            namespace MiniKafka.Storage.Files { public class Medium { public Word? Word; } }
            namespace MiniKafka.Storage.Logs { public class Log { public Word? Word; public Files.Medium? Medium; } }
            """));
    }

    private static List<string> CirclesOf(string source)
        => [.. FolderCycles.Find(AssemblyGraph.Read(new MemoryStream(Snippet.Compile(source))))];
}
