namespace MiniKafka.ClusterTests.Campaign;

/// <summary>A course in which a rule was broken; says what happened before, and how to see it again.</summary>
internal sealed class CourseFailedException(Course course, Exception cause) : Exception(
    $"""
     Seed {course.Options.Seed} ({course.Options.Brokers} brokers, {course.Options.Voters} voters): {cause.Message}
     {string.Join(Environment.NewLine, course.Story.TakeLast(ToldSteps).Select(step => "  " + step))}
     The same again: dotnet run --project tests/MiniKafka.ClusterTests -- simulate {course.Options.Seed}
     """,
    cause)
{
    private const int ToldSteps = 60;

    public Course Course => course;
}
