using MiniKafka.Model;

namespace MiniKafka.ArchitectureTests.Layering;

public sealed class FolderCycleTests
{
    /// <summary>Rooms whose folders still use each other in circles.</summary>
    private static readonly string[] NotYetClean = ["Client"];

    [Fact]
    public void Folders_of_a_room_do_not_use_each_other_in_a_circle()
        => AssertNone(OfTheLibrary().Where(circle => !NotYetClean.Contains(circle.Room)).Select(circle => circle.Sentence));

    [Fact]
    public void A_room_that_has_become_clean_is_excused_no_longer()
        => AssertNone(NotYetClean.Except(OfTheLibrary().Select(circle => circle.Room)).Select(room => $"{room} has no circle any more: take it out of the list"));

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

    private static IReadOnlyList<(string Room, string Sentence)> OfTheLibrary()
    {
        using var assembly = File.OpenRead(typeof(Acks).Assembly.Location);
        return FolderCycles.Find(AssemblyGraph.Read(assembly));
    }

    private static List<string> CirclesOf(string source)
        => [.. FolderCycles.Find(AssemblyGraph.Read(new MemoryStream(Snippet.Compile(source)))).Select(circle => circle.Sentence)];

    private static void AssertNone(IEnumerable<string> sentences) => Assert.Equal(string.Empty, string.Join(Environment.NewLine, sentences));
}
