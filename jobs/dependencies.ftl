<#-- target/dependencies.txt: every jar at run time with its version and licences, then what its dependencies do not agree on. -->
<#function versionOf id>
    <#list dependencyMap as entry>
        <#assign project = entry.getKey()/>
        <#if project.groupId + ":" + project.artifactId == id><#return project.version></#if>
    </#list>
    <#return "ABSENT">
</#function>
<#macro conflict id asked why>
    ${id}:${versionOf(id)}   ${asked}: ${why}
</#macro>
${dependencyMap?size} third-party dependencies.

<#list dependencyMap as entry>
    <#assign project = entry.getKey()/>
    ${project.groupId}:${project.artifactId}:${project.version}   <#list entry.getValue() as licence>(${licence})<#sep> </#list> ${project.url!""}
</#list>

Known conflicts: the version that is taken, who asks for another, and why it is this one. The parent pom pins it, the enforcer holds it.

<@conflict id="commons-codec:commons-codec" asked="DL4J asks for 1.10" why="Spark's; DL4J runs on it"/>
<@conflict id="org.apache.commons:commons-collections4" asked="DL4J asks for 4.1" why="Spark's"/>
<@conflict id="org.apache.commons:commons-compress" asked="DL4J asks for 1.21" why="Spark's"/>
<@conflict id="org.apache.commons:commons-lang3" asked="DL4J asks for 3.6 and 3.11" why="Spark's"/>
<@conflict id="org.apache.commons:commons-math3" asked="DL4J asks for 3.5" why="Spark's"/>
<@conflict id="commons-io:commons-io" asked="DL4J asks for 2.7" why="Spark's"/>
<@conflict id="org.xerial.snappy:snappy-java" asked="Hadoop's client asks for 1.1.8.2" why="Spark's; shuffles are written with it"/>
<@conflict id="com.fasterxml.jackson.core:jackson-databind" asked="DL4J asks for 2.13.3" why="Spark's Scala module refuses any other minor version; DL4J has its own inside org.nd4j:jackson"/>
<@conflict id="com.google.code.gson:gson" asked="DL4J asks for 2.8.0, Hive brings 2.2.4" why="DJL needs it; perennial.jar has it under dev.perennial.shaded"/>
<@conflict id="org.slf4j:slf4j-api" asked="DL4J asks for 1.7.21" why="Spark logs through Log4j's binding for 2"/>
<@conflict id="org.scala-lang:scala-library" asked="dl4j-spark asks for an older 2.12" why="Spark's"/>
<@conflict id="org.deeplearning4j:dl4j-spark_2.12" asked="there is no 1.0.0-M2.1 of it, unlike of all else of DL4J's" why="M2 runs with the rest at M2.1; the training tests say so"/>
