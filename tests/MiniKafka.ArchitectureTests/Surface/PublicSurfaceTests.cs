using System.Reflection;
using Checkout;

namespace MiniKafka.ArchitectureTests.Surface;

/// <summary>
/// What users can reach is a decision, so it stands in a checked-in file and every change shows in a diff.
/// After a wanted change: <c>UPDATE_PUBLIC_SURFACE=1 dotnet test tests/MiniKafka.ArchitectureTests</c>.
/// </summary>
public sealed class PublicSurfaceTests
{
    private const string UpdateVariable = "UPDATE_PUBLIC_SURFACE";

    [Theory]
    [MemberData(nameof(Library.Names), MemberType = typeof(Library))]
    public void The_public_surface_is_the_one_checked_in(string name)
    {
        var library = Library.Named(name);
        var actual = PublicSurface.Describe(library.Assembly);
        if (Environment.GetEnvironmentVariable(UpdateVariable) == "1")
        {
            File.WriteAllText(Path.Combine(RepositoryFolder.Root, library.SurfaceFile), string.Concat(actual.Select(line => line + "\n")));
        }

        var difference = Difference(Library.SurfaceIn(library.SurfaceFile), actual);
        Assert.True(
            difference.Count == 0,
            $"The public surface differs from {library.SurfaceFile}. If that is wanted: {UpdateVariable}=1 dotnet test tests/MiniKafka.ArchitectureTests{Environment.NewLine}{string.Join(Environment.NewLine, difference)}");
    }

    [Fact]
    public void A_new_public_member_and_a_lost_one_are_both_named()
    {
        var before = SurfaceOf("namespace A; public class Queue { public int Count => 0; public void Add(string item) { } }");
        var after = SurfaceOf("namespace A; public class Queue { public int Count => 0; public void Add(string item, long? at = null) { } }");

        Assert.Equal(["- A.Queue.Add(string item): void", "+ A.Queue.Add(string item, long? at = default): void"], Difference(before, after));
    }

    [Fact]
    public void What_users_cannot_reach_is_not_listed()
    {
        var surface = SurfaceOf("""
            namespace A;
            internal class Hidden { public int Count; }
            public sealed class Shown { internal int Count; private void Add() { } public class Nested<T> { protected T? Item { get; set; } } }
            """);

        Assert.Equal(
            ["A.Shown+Nested`1.Item { get; set; }: T?", "A.Shown+Nested`1.new()", "A.Shown+Nested`1: class", "A.Shown.new()", "A.Shown: sealed class"],
            surface);
    }

    [Fact]
    public void Kinds_values_and_defaults_are_told()
    {
        var surface = SurfaceOf("""
            namespace A;
            public enum Level : short { Low = 1, High = 7 }
            public interface ILog { System.Collections.Generic.List<byte[]> Read(int limit = 5); event System.Action Rolled; }
            [System.Diagnostics.CodeAnalysis.Experimental("A001")] public interface ISpy;
            """);

        Assert.Equal(
            ["A.ILog.Read(int limit = 5): List<byte[]>", "A.ILog.event Rolled: Action", "A.ILog: interface", "A.ISpy: interface, experimental (A001)", "A.Level.High = 7", "A.Level.Low = 1", "A.Level: enum short"],
            surface);
    }

    [Fact]
    public void Where_there_may_be_null_is_told()
    {
        var surface = SurfaceOf("""
            #nullable enable
            namespace A;
            using System.Collections.Generic;
            public interface ILog<T>
            {
                string? Name { get; }
                T? Last(T first, string text, string? other = null, int? count = null, List<string?>? names = null);
                Dictionary<string, byte[]?>[] Read((int, string?) pair, KeyValuePair<int, string?>? last);
            }
            """);

        Assert.Equal(
            [
                "A.ILog`1.Last(T first, string text, string? other = default, int? count = default, List<string?>? names = default): T?",
                "A.ILog`1.Name { get; }: string?",
                "A.ILog`1.Read(ValueTuple<int, string?> pair, KeyValuePair<int, string?>? last): Dictionary<string, byte[]?>[]",
                "A.ILog`1: interface",
            ],
            surface);
    }

    [Fact]
    public void A_record_shows_what_it_declares_and_not_what_the_compiler_adds()
    {
        var surface = SurfaceOf("namespace A; public sealed record Point(int X) { public bool TryMove(in long by, out int x, params int[] more) { x = 0; return true; } }");

        Assert.Equal(["A.Point.TryMove(in long by, out int x, params int[] more): bool", "A.Point.X { get; init; }: int", "A.Point.new(int X)", "A.Point: sealed class"], surface);
    }

    private static IReadOnlyList<string> SurfaceOf(string source) => PublicSurface.Describe(Assembly.Load(Snippet.Compile(source)));

    private static List<string> Difference(IReadOnlyCollection<string> expected, IReadOnlyCollection<string> actual)
        => [.. expected.Except(actual, StringComparer.Ordinal).Select(line => "- " + line), .. actual.Except(expected, StringComparer.Ordinal).Select(line => "+ " + line)];
}
